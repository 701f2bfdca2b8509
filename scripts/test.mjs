// Runs the compiled tests below packages/*/dist-test with Node's own test runner.
// `npm test` runs all; `npm test -- archiver engine` those whose path holds every word.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

const words = process.argv.slice(2);
const all = readdirSync("packages").flatMap((name) => testsBelow(`packages/${name}/dist-test`));
const chosen = all.filter((file) => words.every((word) => file.includes(word)));
if (chosen.length === 0) {
  console.error(`no test file matches: ${words.join(" ")}`);
  process.exit(2);
}

const { status } = spawnSync(
  process.execPath,
  [
    "--enable-source-maps",
    "--test",
    "--test-concurrency=2",
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=./scripts/skipped-reporter.mjs", "--test-reporter-destination=stdout"],
    ...chosen,
  ],
  { stdio: "inherit", env: { ...process.env, ...realClient() } },
);
process.exit(status ?? 1);

function testsBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".test.js"))
    .map((file) => `${folder}/${file}`)
    .sort();
}

/** Where the real OMERO client for Python is: the caller's word, else where scripts/omero-py/install.sh puts it. */
function realClient() {
  if (process.env.OMERO_PY_PYTHON) return {};
  const python = resolve(".venv/omero-py/bin/python");
  return existsSync(python) ? { OMERO_PY_PYTHON: python } : {};
}
