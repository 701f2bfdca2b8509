import type { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { withOmero, withRegister } from "../../services/site.js";
import { type TakeOverFrom, takeOver } from "../../services/takeover/take-over.js";
import { complainOf, contextOf, untold } from "../context.js";
import { visible } from "../output.js";

export function registerCommand(program: Command): void {
  const register = program
    .command("register")
    .summary("make the register from what is there")
    .description("Makes the register from what is there: links, copies, records, job folders, OMERO's tags.");
  add(
    register,
    "import-prototype",
    "prototype",
    "Takes over an installation of the prototype, in any state: archiveDir (jobs, records) has to be its Archive folder, the store's root its " +
      "archive root. A file counts as archived when its link leads to a copy that has the digests on record (one of which none is on record is taken as it is, and named); a tag or a state is no proof. " +
      "Copies whose originals still exist are compared by the next run, and bad ones made anew. Refuses while one of the prototype's scripts runs.",
    "Example:\n  omero-archiver store init\n  omero-archiver register import-prototype --dry-run\n  omero-archiver register import-prototype\n  omero-archiver run",
  );
  add(
    register,
    "rebuild",
    "records",
    "Makes a register that was lost anew, from the `.ark` records, the job folders and OMERO's tags; where a record is our own, link and size of a copy suffice. What the register knows already stays as it is.",
    "Example:\n  omero-archiver register rebuild --dry-run",
  );
}

function add(register: Command, name: string, from: TakeOverFrom, what: string, example: string): void {
  register
    .command(name)
    .description(what)
    .option("--dry-run", "look, compare, say what would be done and what can't be trusted, and change nothing")
    .addHelpText("after", `\n${example}`)
    .action(async (options: { dryRun?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const taken = await withOmero(config, login, (client) =>
        withRegister(config, (register) => takeOver(client, register, config, from, options.dryRun ?? false)),
      );
      const { archived, copied, online, jobs, untrusted, told, recorded } = taken;
      output.result(taken);
      output.say(`${archived.files} file(s), ${prettyBytes(archived.bytes)}, are archived.`);
      output.say(
        `${copied} original(s) have a copy that the next run compares; ${online} have none, or not a whole one.`,
      );
      if (jobs.length > 0)
        output.table(
          ["Job", "From", "As", "Images"],
          jobs.map(({ jobId, from, as, images }) => [jobId ?? "", visible(from), as, images]),
        );
      if (taken.dryRun) output.say("Nothing was changed.");
      complainOf(output, [
        ...untrusted.map(visible),
        ...(told?.failed ?? []).map(untold),
        ...(recorded?.trouble === undefined ? [] : [recorded.trouble]),
      ]);
    });
}
