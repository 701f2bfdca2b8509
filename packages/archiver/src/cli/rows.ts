import { stringify } from "csv-stringify/sync";
import { type Cell, type Output, textTable } from "./output.js";

/** A column of a report: its heading, and what stands in it for people; machines get the row itself, or `raw`. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Cell;
  /** In CSV, where it differs: bytes as a plain number, for example. */
  readonly raw?: (row: Row) => Cell;
}

/** Rows that are laid out together; more are never kept. */
const TABLE_ROWS = 1_000;

/**
 * Writes rows as they come, as a table, as CSV or as a JSON array. Memory does not grow with
 * the rows; a long table is laid out some rows at a time. Cells that a spreadsheet would take for a formula are quoted.
 */
export async function writeRows<Row>(
  output: Output,
  csv: boolean,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): Promise<void> {
  const headings = columns.map(({ name }) => name);
  if (output.json) return writeJson(rows);
  if (csv) {
    await write(csvText([headings]));
    for await (const row of rows) await write(csvText([columns.map(({ cell, raw }) => (raw ?? cell)(row))]));
    return;
  }
  let some: Cell[][] = [];
  let any = false;
  for await (const row of rows) {
    any = true;
    some.push(columns.map(({ cell }) => cell(row)));
    if (some.length < TABLE_ROWS) continue;
    await write(`${textTable(headings, some)}\n`);
    some = [];
  }
  if (some.length > 0 || !any) await write(`${textTable(headings, some)}\n`);
}

/** A whole report as CSV, and as a table: for those that are small, as they are to be sent. */
export function asTexts<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): { csv: string; table: string } {
  const headings = columns.map(({ name }) => name);
  return {
    csv: csvText([headings, ...rows.map((row) => columns.map(({ cell, raw }) => (raw ?? cell)(row)))]),
    table: textTable(
      headings,
      rows.map((row) => columns.map(({ cell }) => cell(row))),
    ),
  };
}

/** Lines of CSV (RFC 4180, but with line feeds). */
function csvText(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? "" : String(cell)))),
    { escape_formulas: true },
  );
}

async function writeJson(rows: AsyncIterable<unknown>): Promise<void> {
  let before = "[\n";
  for await (const row of rows) {
    await write(`${before}  ${JSON.stringify(row, plain)}`);
    before = ",\n";
  }
  await write(before === "[\n" ? "[]\n" : "\n]\n");
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Waits where whoever reads is slower than we. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}

/** Rows that are all there already. */
export async function* each<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  yield* rows;
}
