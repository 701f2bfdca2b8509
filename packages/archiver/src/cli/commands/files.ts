import type { Command } from "commander";
import prettyBytes from "pretty-bytes";
import type { ImageFile } from "../../reports/image-files.js";
import { seenText } from "../../reports/look.js";
import { wordsFrom } from "../../services/named-images.js";
import { filesOfNamed } from "../../services/reports.js";
import { withOmero } from "../../services/site.js";
import { complainOf, contextOf } from "../context.js";
import { type Column, writeRows } from "../rows.js";

const sizeOf = ({ seen }: ImageFile) => ("size" in seen ? seen.size : undefined);

const COLUMNS: readonly Column<ImageFile>[] = [
  { name: "Images", cell: ({ images }) => few(images), raw: ({ images }) => images.join(" ") },
  { name: "Kind", cell: ({ kind }) => kind },
  { name: "Id", cell: ({ id }) => id },
  { name: "Size", cell: (file) => prettyBytes(sizeOf(file) ?? 0), raw: sizeOf },
  { name: "Path", cell: ({ path }) => path },
  { name: "On the disk", cell: ({ seen }) => seenText(seen) },
];

export function filesCommand(program: Command): void {
  program
    .command("files")
    .summary("every physical file of images")
    .description(
      "Lists every physical file of images: of their filesets (OMERO 5), originals of OMERO 4, what lies below Pixels, and files " +
        "that are attached; and what is on the disk: a file, a link and where it leads, or nothing. (As the prototype's image_info does for files.)",
    )
    .argument("[objects...]", "Image:1,2 Pixels:7 Dataset:5 …; a bare number is an image")
    .option("--from <file>", "more of them, from a file's lines; - is standard input")
    .option("--csv", "as CSV, sizes in bytes")
    .addHelpText(
      "after",
      "\nExample:\n  $ omero-archiver files Image:7\n  $ omero-archiver files --csv --from ids.txt\n",
    )
    .action(async (objects: string[], options: { from?: string; csv?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const missing: string[] = [];
      await withOmero(config, login, (client) =>
        writeRows(
          output,
          options.csv ?? false,
          COLUMNS,
          filesOfNamed(client, config, wordsFrom(objects, options.from), (object) => missing.push(object)),
        ),
      );
      complainOf(
        output,
        missing.map((object) => `${object}: not found, or not visible to this user`),
      );
    });
}

/** `7, 8, 9 and 12 more` */
function few(images: readonly number[]): string {
  const shown = images.slice(0, 3).join(", ");
  return images.length > 3 ? `${shown} and ${images.length - 3} more` : shown;
}
