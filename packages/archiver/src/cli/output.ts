import Table from "cli-table3";

/** What a command may print: eyes get tables and sentences, machines one JSON document. */
export interface Output {
  readonly json: boolean;
  /** A sentence for people; nothing where JSON was asked for. */
  say(text: string): void;
  /** Rows for people under the given headings; nothing where JSON was asked for. */
  table(headings: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** The whole answer for machines; nothing where tables were asked for. */
  result(document: unknown): void;
  /** One line on stderr, in both forms: a cause of failure or a warning. */
  complain(text: string): void;
}

export type Cell = string | number | bigint | boolean | null | undefined;

/** An output on the process's own stdout and stderr. */
export function processOutput(json: boolean): Output {
  return {
    json,
    say: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    table: (headings, rows) => {
      if (!json) process.stdout.write(`${textTable(headings, rows)}\n`);
    },
    result: (document) => {
      if (json) process.stdout.write(`${JSON.stringify(document, plainJson, 2)}\n`);
    },
    complain: (text) => {
      process.stderr.write(`${text}\n`);
    },
  };
}

/** A plain table as OMERO's own command line prints them: no frame, no colours, numbers to the right. */
export function textTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: [...headings],
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: headings.map((_, column) =>
      rows.length > 0 && rows.every((row) => isNumber(row[column])) ? "right" : "left",
    ),
    chars: {
      ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
      ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
      ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  " },
    },
  });
  table.push(...rows.map((row) => row.map((cell) => visible(cell))));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function isNumber(cell: Cell): boolean {
  return typeof cell === "number" || typeof cell === "bigint";
}

/** Names come from people: a line break or an escape sequence in one must not tear the table or steer the terminal. */
export function visible(cell: Cell): string {
  return String(cell ?? "").replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (c) =>
    c === "\n" ? "\\n" : c === "\t" ? "\\t" : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function plainJson(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}
