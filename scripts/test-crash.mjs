// The long form of the crash test: `npm run test:crash -- --kills 500`.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { kills: { type: "string", default: "500" } } });
const { status } = spawnSync(process.execPath, ["scripts/test.mjs", "archiver", "crash.test"], {
  stdio: "inherit",
  env: { ...process.env, KILLS: values.kills },
});
process.exit(status ?? 1);
