import { type Command, InvalidArgumentError } from "commander";
import prettyBytes from "pretty-bytes";
import type { ArchiveReportRow } from "../../reports/archive-report.js";
import type { Discrepancy } from "../../reports/integrity.js";
import type { Size } from "../../reports/sizes.js";
import { linesOf } from "../../services/named-images.js";
import { reportArchive, reportIntegrity, reportSizes } from "../../services/reports.js";
import { withOmero, withRegister } from "../../services/site.js";
import { complainOf, contextOf, Failed } from "../context.js";
import { visible } from "../output.js";
import { type Column, each, writeRows } from "../rows.js";
import { addUsage } from "./report-usage.js";

const CSV = ["--csv", "as CSV, sizes in bytes"] as const;

export function reportCommand(program: Command): void {
  const report = program
    .command("report")
    .summary("what is archived, how large it is, whether all of it fits together, and who uses how much")
    .description("Reports, as tables, CSV or (--json) JSON. They change nothing.");
  addArchive(report);
  addSize(report);
  addIntegrity(report);
  addUsage(report);
}

const ARCHIVE: readonly Column<ArchiveReportRow>[] = [
  { name: "Group", cell: ({ group }) => group },
  { name: "Owner", cell: ({ owner }) => owner },
  ...amounts("In process", ({ inProcess }) => inProcess),
  ...amounts("Archived", ({ archived }) => archived),
  { name: "Records missing", cell: ({ recordsMissing }) => recordsMissing },
];

function amounts(
  name: string,
  of: (row: ArchiveReportRow) => ArchiveReportRow["archived"],
): readonly Column<ArchiveReportRow>[] {
  return [
    { name: `${name}: images`, cell: (row) => of(row).images },
    { name: "files", cell: (row) => of(row).files },
    { name: "size", cell: (row) => prettyBytes(of(row).bytes), raw: (row) => of(row).bytes },
  ];
}

function addArchive(report: Command): void {
  report
    .command("archive")
    .description(
      "Says by group and owner how many images and files are in process and archived, and how many archived files have no record. " +
        "A file that several people's images need counts with the first of them. (The prototype's archive_report)",
    )
    .option(...CSV)
    .action(async ({ csv }: { csv?: boolean }, command: Command) => {
      const { config, output } = contextOf(command);
      const rows = await withRegister(config, (register) => reportArchive(register, config));
      await writeRows(output, csv ?? false, ARCHIVE, each(rows));
    });
}

const SIZE: readonly Column<Size>[] = [
  { name: "Files", cell: ({ files }) => files },
  { name: "Size", cell: ({ bytes }) => prettyBytes(bytes), raw: ({ bytes }) => bytes },
  { name: "Path", cell: ({ path }) => path },
];

function addSize(report: Command): void {
  report
    .command("size")
    .description(
      "Sums the store folder by folder; or what lies at the paths that are named, in a file or on standard input: a register of the " +
        "prototype's, for example. Of a link that is named counts what it leads to, as archived files are links; those within folders " +
        "are not followed; a file with several names counts once. Paths that are not there are " +
        "named, and end it with 1. (The prototype's archive_size)",
    )
    .argument("[paths...]")
    .option("--from <file>", "more paths, one a line; - is standard input")
    .option("--depth <levels>", "how many levels of folders are told apart", levels, 0)
    .option(...CSV)
    .addHelpText(
      "after",
      "\nExamples:\n  $ omero-archiver report size --depth 2\n  $ omero-archiver report size --from archived_register\n",
    )
    .action(async (named: string[], options: { from?: string; depth: number; csv?: boolean }, command: Command) => {
      const { config, output } = contextOf(command);
      const troubles: string[] = [];
      const found = reportSizes(config, pathsFrom(named, options.from), options.depth, (path, cause) =>
        troubles.push(`${visible(path)}: ${cause}`),
      );
      await writeRows(output, options.csv ?? false, SIZE, found);
      complainOf(output, troubles);
    });
}

const INTEGRITY: readonly Column<Discrepancy>[] = [
  { name: "File", cell: ({ file }) => file },
  { name: "Images", cell: ({ images }) => images.join(" ") },
  { name: "Path", cell: ({ path }) => path },
  { name: "What is wrong", cell: ({ what }) => what },
];

function addIntegrity(report: Command): void {
  report
    .command("integrity")
    .description(
      "Looks whether register, OMERO, links and copies fit together: images of archived files that OMERO has no more; archived files " +
        "whose link or copy is gone, or is another; links in OMERO's folders that lead nowhere, or into the store without the " +
        "register knowing. Sizes are compared, bytes are not read. Ends with 1 where something is found. Only administrators see all images, so it wants their login. (The prototype's archive_integrity)",
    )
    .option("--no-links", "don't walk through OMERO's folders for links")
    .option(...CSV)
    .action(async ({ links, csv }: { links: boolean; csv?: boolean }, command: Command) => {
      const { config, output, login } = contextOf(command);
      let count = 0;
      await withOmero(config, login, (client) =>
        withRegister(config, (register) =>
          writeRows(
            output,
            csv ?? false,
            INTEGRITY,
            counted(reportIntegrity(client, register, config, links), () => count++),
          ),
        ),
      );
      if (count === 0) return;
      output.complain(`${count} thing(s) do not fit together.`);
      throw new Failed();
    });
}

async function* pathsFrom(named: readonly string[], file: string | undefined): AsyncGenerator<string> {
  yield* named;
  if (file !== undefined) yield* linesOf(file);
}

async function* counted<T>(things: AsyncIterable<T>, count: () => void): AsyncGenerator<T> {
  for await (const thing of things) {
    count();
    yield thing;
  }
}

function levels(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError("A whole number from 0 on is wanted.");
  return number;
}
