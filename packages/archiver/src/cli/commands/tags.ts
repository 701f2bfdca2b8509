import type { Command } from "commander";
import { withOmero, withRegister } from "../../services/site.js";
import { repairTags } from "../../services/tags.js";
import { complainOf, contextOf } from "../context.js";

export function tagsCommand(program: Command): void {
  program
    .command("tags")
    .summary("put the tags in OMERO right again")
    .description("The tags in OMERO: what the register says of images, for people to see.")
    .command("repair")
    .description(
      "Makes OMERO show what the register says of every image that it knows, whatever somebody did to the tags by hand.",
    )
    .option("--dry-run", "say what would be changed, and change nothing")
    .action(async ({ dryRun = false }: { dryRun?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const repaired = await withOmero(config, login, (client) =>
        withRegister(config, (register) => repairTags(client, register, dryRun)),
      );
      output.result({ dryRun, ...repaired });
      output.say(
        `${repaired.changed.length} of ${repaired.images} image(s) ${dryRun ? "would be" : "were"} put right.`,
      );
      if (repaired.changed.length > 0) output.say(`Image:${repaired.changed.join(",")}`);
      complainOf(
        output,
        repaired.failed.map(({ image, cause }) => `Image:${image}: its tags could not be put right: ${cause}`),
      );
    });
}
