import type { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { type ScanResult, scanAlone } from "../../services/scan.js";
import { withOmero, withRegister } from "../../services/site.js";
import { complainOf, contextOf, warnOfMail } from "../context.js";
import type { Output } from "../output.js";

export function scanCommand(program: Command): void {
  program
    .command("scan")
    .summary("turn requests in OMERO into jobs")
    .description(
      "Finds what is tagged TO-ARCHIVE in every group, with every other image that shares files with it, and makes a job for each " +
        "asker, owner and group (of a very large request several). The images become ARCHIVE-PENDING; nothing is archived before an administrator approves.",
    )
    .option("--dry-run", "say what would become a job, and change nothing")
    .option("--keep-tag", "leave the TO-ARCHIVE tags where they are")
    .option("--ignore-missing", "make jobs although files are missing on the disk")
    .action(async (options: { dryRun?: boolean; keepTag?: boolean; ignoreMissing?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const scanned = await withOmero(config, login, (client) =>
        withRegister(config, (register) => scanAlone(client, register, config, options)),
      );
      if ("done" in scanned) return tellScan(output, scanned.done, options.dryRun);
      output.result(scanned);
      output.say(`Another scan is at work (${scanned.leftTo.worker}): it is left to that.`);
    });
}

/** Says what a scan has found. @throws Failed where something was wrong with a request */
export function tellScan(output: Output, found: ScanResult, dryRun = false): void {
  const rows = found.jobs.map(({ jobId, refusedFor, asker, owner, group, images, files, bytes }) => [
    jobId ?? (refusedFor ? "refused" : dryRun ? "would be" : "nothing new"),
    ...[asker.omeName, owner.omeName, group.name, images.length, files, prettyBytes(bytes)],
  ]);
  if (rows.length === 0) output.say("Nothing is asked for.");
  else output.table(["Job", "Asker", "Owner", "Group", "Images", "Files", "Size"], rows);
  output.result({ dryRun, ...found });
  warnOfMail(output, found.mailed);
  complainOf(output, [
    ...found.refused.map(({ image, why }) => `Image:${image}: no job is made of this request: ${why}`),
    ...found.jobs.flatMap(({ asker, images, refusedFor }) =>
      refusedFor ? [`${asker.omeName}'s request for ${images.length} image(s): ${refusedFor}`] : [],
    ),
    ...(found.folders?.complaints ?? []),
    ...(found.told?.failed ?? []).map(
      ({ image, cause }) => `Image:${image}: its tag could not be written; the next scan tries again: ${cause}`,
    ),
  ]);
}
