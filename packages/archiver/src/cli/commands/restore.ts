import type { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { imagesOf, parseObjects } from "../../omero/objects.js";
import { planUndo } from "../../services/held.js";
import { planRestore, startRestore } from "../../services/restore.js";
import { run } from "../../services/run.js";
import { withOmero, withRegister } from "../../services/site.js";
import { contextOf } from "../context.js";
import { stopSignal } from "../interrupt.js";
import { progressFor } from "../progress.js";
import { tell } from "./run.js";

export function restoreCommand(program: Command): void {
  bringBackCommand(program, "restore", planRestore)
    .summary("bring images back")
    .description(
      "Brings archived images back into OMERO's storage, with every other image that shares files with them: each file is made anew from its " +
        "copy, compared with what was archived, and put in the link's place. The copy stays in the store. Users restore their own " +
        "images, administrators everybody's.",
    );
}

export function undoCommand(program: Command): void {
  bringBackCommand(program, "undo", planUndo)
    .summary("bring images back at once, while their originals are held")
    .description(
      "Puts the originals of archived images back in their places at once, as long as they are held (hold in the configuration).",
    );
}

function bringBackCommand(program: Command, name: string, plan: typeof planRestore): Command {
  return program
    .command(name)
    .argument("<objects...>", "Image:1,2 Dataset:5 …")
    .option("--dry-run", "say what would come back, and change nothing")
    .action(async (objects: string[], options: { dryRun?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const references = parseObjects(objects);
      await withOmero(config, login, (client) =>
        withRegister(config, async (register) => {
          const { draft, notArchived } = await plan(client, register, await imagesOf(client, references));
          if (notArchived.length > 0) output.say(`Not archived: Image:${notArchived.join(",")}`);
          const job = draft && !options.dryRun ? await startRestore(register, draft) : undefined;
          if (!draft || job === undefined) {
            const bytes = draft?.files.reduce((sum, file) => sum + file.size, 0) ?? 0;
            output.result({ dryRun: options.dryRun ?? false, notArchived, ...draft, bytes });
            output.say(
              !draft
                ? "Nothing to restore."
                : options.dryRun
                  ? `${draft.images.length} image(s) with ${draft.files.length} file(s), ${prettyBytes(bytes)}, would come back.`
                  : "Another job is at work on all of these images; see `omero-archiver jobs list`.",
            );
            return;
          }
          const result = await run(client, register, config, {
            job,
            signal: stopSignal(),
            progress: progressFor(process.stderr, output.json),
          });
          output.result({ job, notArchived, ...result });
          output.say(`Job ${job}: Image:${draft.images.map((image) => image.id).join(",")}`);
          tell(output, result);
        }),
      );
    });
}
