// npm run bench -- NAME: measures side by side with peers, in one run. Absolute times mean little on a busy machine: look at
// the ratios. Names: the files packages/*/bench/NAME.mjs. `--json` prints one document.
import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [name] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const found = readdirSync("packages")
  .map((folder) => `packages/${folder}/bench/${name}.mjs`)
  .find((file) => existsSync(file));
if (!found) {
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
await import(pathToFileURL(found).href);
