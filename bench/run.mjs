// npm run bench -- NAME: measures side by side with peers, in one run. Absolute times mean little on a busy machine: look at
// the ratios. Names: the files packages/*/bench/NAME.mjs, one after the other where several packages have one. `--json` prints
// one document each.
import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [name] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const found = readdirSync("packages")
  .map((folder) => `packages/${folder}/bench/${name}.mjs`)
  .filter((file) => existsSync(file));
if (found.length === 0) {
  const names = readdirSync("packages").flatMap((folder) =>
    existsSync(`packages/${folder}/bench`) ? readdirSync(`packages/${folder}/bench`) : [],
  );
  console.error(
    `npm run bench -- NAME, where NAME is one of: ${names
      .filter((file) => file.endsWith(".mjs") && !file.startsWith("_"))
      .map((file) => file.slice(0, -4))
      .join(", ")}`,
  );
  process.exit(2);
}
for (const file of found) await import(pathToFileURL(file).href);
