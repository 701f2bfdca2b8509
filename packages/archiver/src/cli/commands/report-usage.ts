import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import prettyBytes from "pretty-bytes";
import { ConfigurationError } from "../../config/configuration.js";
import { usageMail } from "../../mail/templates.js";
import { WrongWords } from "../../omero/objects.js";
import { parseQuotas, type QuotaUse } from "../../reports/quotas.js";
import { type ChangedUsage, parseEarlier, SPLITTINGS, type Splitting } from "../../reports/usage.js";
import { sendAtOnce } from "../../services/mail/at-once.js";
import { reportUsage, type UsageReport } from "../../services/reports.js";
import { withOmero, withRegister } from "../../services/site.js";
import { addresses } from "../addresses.js";
import { contextOf } from "../context.js";
import { asTexts, type Column, each, writeRows } from "../rows.js";

interface Options {
  readonly by: Splitting;
  readonly since?: string;
  readonly quotas?: string;
  readonly csv?: boolean;
  readonly mail?: readonly string[];
}

export function addUsage(report: Command): void {
  report
    .command("usage")
    .description(
      "Says how many bytes each user or group has in OMERO: original files as OMERO has their sizes (attachments, too), and pixels that OMERO 4 " +
        "has written, by their dimensions; how much of it is archived; and the room on the disks. Wants an administrator's login. " +
        "(The prototype's drive_space)",
    )
    .addOption(new Option("--by <what>", "a row for each of them").choices(SPLITTINGS).default("user"))
    .option("--since <file>", "what has changed since an earlier report, which --json has written")
    .option("--quotas <file>", "percent used of quotas: in the prototype's format, or YAML; with --csv only these")
    .option("--csv", "as CSV, sizes in bytes")
    .option("--mail <addresses...>", "send it, too, with report.csv attached", addresses)
    .addHelpText(
      "after",
      "\nExamples:\n  $ omero-archiver report usage --json > 2026-11.json\n  $ omero-archiver report usage --since 2026-11.json\n\n" +
        "Quotas, in steps of 1,024, of groups of your own, by users' ids; users not listed are Unknown:\n" +
        "  groups:\n    imaging: { quota: 2tb, users: [5, 7] }\n",
    )
    .action(async ({ by, since, quotas, csv = false, mail }: Options, command: Command) => {
      const { config, output, login } = contextOf(command);
      if (quotas !== undefined && by === "group") throw new WrongWords("quotas are of users: leave out --by group");
      if (mail && !config.mail) throw new ConfigurationError("no mail is sent: set mail in the configuration");
      const asked = {
        by,
        ...(since === undefined ? {} : { since: read(since, "earlier report", (text) => parseEarlier(text, by)) }),
        ...(quotas === undefined ? {} : { quotas: read(quotas, "file of quotas", parseQuotas) }),
      };
      const found = await withOmero(config, login, (client) =>
        withRegister(config, (register) => reportUsage(client, register, config, asked)),
      );
      if (mail && config.mail) await sendAtOnce(config.mail, mail, mailOf(found));
      if (output.json) return output.result(found);
      if (!csv || !found.quotas) await writeRows(output, csv, columns(by, found.since), each(found.rows));
      if (found.quotas) await writeRows(output, csv, QUOTAS, each(found.quotas));
      if (csv) return;
      for (const { path, free, size } of found.room)
        output.say(`${path}: ${prettyBytes(free)} of ${prettyBytes(size)} are free.`);
    });
}

/** Quotas stand below the rest. */
function mailOf({ by, since, rows, quotas }: UsageReport) {
  const parts = [asTexts(columns(by, since), rows), ...(quotas ? [asTexts(QUOTAS, quotas)] : [])];
  return usageMail(parts.map(({ table }) => table).join("\n\n"), parts.map(({ csv }) => csv).join("\n"));
}

function columns(by: Splitting, since: string | undefined): readonly Column<ChangedUsage>[] {
  return [
    ...(by === "group" ? [] : [{ name: "User", cell: ({ user }: ChangedUsage) => user }]),
    ...(by === "user" ? [] : [{ name: "Group", cell: ({ group }: ChangedUsage) => group }]),
    bytes("Files", ({ files }) => files),
    bytes("Pixels", ({ pixels }) => pixels),
    bytes("Together", (row) => row.bytes),
    bytes("Archived", ({ archived }) => archived),
    ...(since === undefined ? [] : [bytes<ChangedUsage>(`Since ${since}`, ({ change }) => change ?? 0)]),
  ];
}

const QUOTAS: readonly Column<QuotaUse>[] = [
  { name: "Quota of", cell: ({ group }) => group },
  bytes("Used", (row) => row.bytes),
  bytes("Quota", ({ quota }) => quota),
  { name: "%", cell: ({ percent }) => percent },
];

function bytes<Row = ChangedUsage>(name: string, of: (row: Row) => number): Column<Row> {
  return { name, cell: (row) => prettyBytes(of(row)), raw: of };
}

/** @throws WrongWords for a file that can't be read or understood */
function read<T>(file: string, what: string, parse: (text: string) => T): T {
  try {
    return parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (cause) {
    throw new WrongWords(`the ${what} ${file} can't be used: ${(cause as Error).message}`, { cause });
  }
}
