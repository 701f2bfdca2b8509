// The long form of the power cuts: `npm run test:power -- --starts 40 --random 40 --seed 1`.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "40" },
    random: { type: "string", default: "40" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const { status } = spawnSync(process.execPath, ["scripts/test.mjs", "archiver", "power.test"], {
  stdio: "inherit",
  env: { ...process.env, STARTS: values.starts, AT_RANDOM: values.random, SEED: values.seed },
});
process.exit(status ?? 1);
