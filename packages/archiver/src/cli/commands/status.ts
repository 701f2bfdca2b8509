import type { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { fileKeyText } from "../../domain/files.js";
import { imagesOf, parseObjects } from "../../omero/objects.js";
import { withOmero, withRegister } from "../../services/site.js";
import { imageStatus, overview } from "../../services/status.js";
import { contextOf } from "../context.js";

export function statusCommand(program: Command): void {
  program
    .command("status")
    .summary("how far things are: all jobs, or given images")
    .description(
      "Without objects: how many jobs, files and bytes are in which state. With objects: the tags and files of their images.",
    )
    .argument("[objects...]", "Image:1,2 Dataset:5 …")
    .action(async (objects: string[], _options: object, command: Command) => {
      const { config, output, login } = contextOf(command);
      if (objects.length === 0) {
        const totals = await withRegister(config, overview);
        output.result({ jobs: totals });
        if (totals.length === 0) output.say("No jobs yet.");
        else {
          output.table(
            ["State", "Jobs", "Files", "Done", "Failed", "Size", "Done"],
            totals.map((row) => [
              row.state,
              row.jobs,
              row.files,
              row.done,
              row.failed,
              prettyBytes(row.bytes),
              prettyBytes(row.bytesDone),
            ]),
          );
        }
        return;
      }
      const references = parseObjects(objects);
      const images = await withOmero(config, login, (client) =>
        withRegister(config, async (register) => imageStatus(client, register, await imagesOf(client, references))),
      );
      output.result(
        images.map((image) => ({
          ...image,
          files: image.files.map((file) => ({ ...file, key: fileKeyText(file.key) })),
        })),
      );
      output.table(
        ["Image", "Name", "Tags", "Archived", "Files", "Archived files", "Size"],
        images.map(({ image, name, tags, archived, files }) => [
          ...[image, name, tags.join(", "), archived ? "yes" : "no"],
          ...[
            files.length,
            files.filter((file) => file.step === "archived").length,
            prettyBytes(files.reduce((sum, file) => sum + file.size, 0)),
          ],
        ]),
      );
    });
}
