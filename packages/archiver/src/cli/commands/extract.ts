import { resolve } from "node:path";
import { type Command, Option } from "commander";
import prettyBytes from "pretty-bytes";
import { extract } from "../../services/extract/extract.js";
import { PARTS, type Part } from "../../services/extract/outputs.js";
import { wordsFrom } from "../../services/named-images.js";
import { withOmero } from "../../services/site.js";
import { complainOf, contextOf } from "../context.js";
import { stopSignal } from "../interrupt.js";
import { visible } from "../output.js";

interface Options {
  readonly to: string;
  readonly from?: string;
  readonly only?: Part;
  readonly force?: boolean;
}

export function extractCommand(program: Command): void {
  program
    .command("extract")
    .summary("copy the files of images into a folder")
    .description(
      "Copies the files of images into a folder: filesets as they were imported, each in a folder of its own (whole, also where only " +
        "some of their images are named), originals of OMERO 4, attached files, and logs of imports; from the disk where this machine sees OMERO's " +
        "files, archived ones too, else through OMERO. Each is compared with the digest that OMERO recorded. What is there whole is " +
        "left, so that it may be stopped and run again. (The prototype's extract_images and extract_image_logs)\n\n" +
        "It does not make other formats of images (OME-XML, OME-TIFF, rendered TIFF): OMERO's own clients do that.",
    )
    .argument("[objects...]", "Image:1,2 Dataset:5 …; a bare number is an image")
    .requiredOption("--to <folder>", "where to; made if it is not there")
    .option("--from <file>", "more objects, from a file's lines; - is standard input")
    .addOption(
      new Option(
        "--only <what>",
        "of these alone; logs are those of imports, and attached files that end with .log",
      ).choices(PARTS),
    )
    .option("--force", "replace files that are there and are others")
    .addHelpText("after", "\nExample:\n  $ omero-archiver extract Dataset:5 --to /scratch/dataset-5\n")
    .action(async (objects: string[], options: Options, command: Command) => {
      const { config, output, login } = contextOf(command);
      const missing: string[] = [];
      const parts = new Set<Part>(options.only ? [options.only] : PARTS);
      const found = await withOmero(config, login, (client) =>
        extract(client, config, wordsFrom(objects, options.from), resolve(options.to), {
          ...{ parts, force: options.force ?? false, signal: stopSignal() },
          told: {
            file: (path, what) =>
              output.say(`${what === "written" ? "written      " : "there already"}  ${visible(path)}`),
            missing: (object) => missing.push(`${object}: not found, or not visible to this user`),
          },
        }),
      );
      output.result(found);
      output.say(
        `${found.written} file(s) written, ${prettyBytes(found.bytes)}; ${found.thereAlready} were there already.`,
      );
      complainOf(output, [...missing, ...found.failed.map(visible)]);
    });
}
