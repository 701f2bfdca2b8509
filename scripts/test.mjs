// Runs every compiled test below packages/*/dist-test with Node's own test runner.
// `npm test -- ice` runs those of one package; `npm test -- archiver/engine` those whose path holds the words.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const wanted = process.argv.slice(2);
const files = readdirSync("packages").flatMap((name) => tests(`packages/${name}/dist-test`));
const chosen = wanted.length ? files.filter((file) => wanted.every((word) => file.includes(word))) : files;
if (chosen.length === 0) {
  console.error(`no test file matches: ${wanted.join(" ")}`);
  process.exit(2);
}
const result = spawnSync(
  process.execPath,
  ["--enable-source-maps", "--test", "--test-reporter=spec", "--test-concurrency=2", ...chosen],
  { stdio: "inherit" },
);
process.exit(result.status ?? 1);

function tests(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith(".test.js"))
      .map((file) => `${folder}/${file}`)
      .sort();
  } catch {
    return [];
  }
}
