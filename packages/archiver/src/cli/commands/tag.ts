import type { Command } from "commander";
import { parseExpiry } from "../../omero/notes.js";
import { imagesOf } from "../../omero/objects.js";
import { askFor, unask } from "../../omero/request.js";
import { objectsNamed } from "../../services/named-images.js";
import { withOmero } from "../../services/site.js";
import { complainOf, contextOf } from "../context.js";

export function tagCommand(program: Command): void {
  program
    .command("tag")
    .summary("ask for images to be archived")
    .description(
      "Asks for images to be archived: marks them TO-ARCHIVE in OMERO, with a note of how long they are to be kept and why. " +
        "Users ask for their own images; administrators and owners of a group for others' too. An administrator has to approve.",
    )
    .argument(
      "[objects...]",
      "what to archive, as OMERO names it: Image:1,2 Dataset:5 Project:6 Screen:3 Plate:4 Well:8",
    )
    .option("--from <file>", "more of them, from a file's lines; - is standard input")
    .option("--expiry <when>", "how long to keep them: years (10), a date (2036-12-31), or 0 for ever", "0")
    .option("--description <text>", "why they go, for whoever looks at them later")
    .option("--dry-run", "say what would be done, and do nothing")
    .addHelpText(
      "after",
      '\nExample:\n  $ omero-archiver tag Dataset:5 --expiry 10 --description "superseded by Dataset:456"\n' +
        "\nThe prototype's form was: Archive_Images.py 5 --datatype=Dataset --expiry=10 --description=…\n",
    )
    .action(
      async (
        objects: string[],
        options: { expiry: string; description?: string; from?: string; dryRun?: boolean },
        command: Command,
      ) => {
        const { config, output, login } = contextOf(command);
        const references = await objectsNamed(objects, options.from);
        const expiry = parseExpiry(options.expiry);
        const asked = await withOmero(config, login, async (client) =>
          askFor(
            client,
            await imagesOf(client, references),
            {
              ...(expiry === undefined ? {} : { expiry }),
              ...(options.description === undefined ? {} : { description: options.description }),
            },
            { dryRun: options.dryRun ?? false },
          ),
        );
        output.result({ ...asked, dryRun: options.dryRun ?? false });
        output.say(
          `${options.dryRun ? "Would be: " : ""}New ${asked.new.length} : Existing ${asked.existing.length} : Error ${asked.errors.length}`,
        );
        complainOf(
          output,
          asked.errors.map(({ image, cause }) => `Image:${image}: ${cause}`),
        );
      },
    );
}

export function untagCommand(program: Command): void {
  program
    .command("untag")
    .summary("take a request back")
    .description(
      "Takes a request back, as long as the images are still TO-ARCHIVE. Once a job was made of it, an administrator has to decline the job.",
    )
    .argument("[objects...]", "what not to archive: Image:1,2 Dataset:5 …")
    .option("--from <file>", "more of them, from a file's lines; - is standard input")
    .option("--dry-run", "say what would be done, and do nothing")
    .addHelpText(
      "after",
      "\nExample:\n  $ omero-archiver untag Image:101,102\n\nThe prototype's form was: Clear_Archive_Tag.py 101 102\n",
    )
    .action(async (objects: string[], options: { from?: string; dryRun?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const references = await objectsNamed(objects, options.from);
      const undone = await withOmero(config, login, async (client) =>
        unask(client, await imagesOf(client, references), { dryRun: options.dryRun ?? false }),
      );
      output.result({ ...undone, dryRun: options.dryRun ?? false });
      output.say(`${options.dryRun ? "Would be: " : ""}Removed ${undone.removed} : Error ${undone.errors.length}`);
      if (undone.leftAlone.length > 0)
        output.say(`Left alone, as they are not TO-ARCHIVE (any more): Image:${undone.leftAlone.join(",")}`);
      complainOf(
        output,
        undone.errors.map(({ image, cause }) => `Image:${image}: ${cause}`),
      );
    });
}
