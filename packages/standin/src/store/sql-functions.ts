import { createHash } from "node:crypto";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/** Where PostgreSQL would give up on a value. SQLite hands on the message alone: it starts with the SQL state. */
class DataError extends Error {
  override readonly name = "DataError";
}

/** Whether a statement failed because of a {@link DataError}. */
export function isDataError(error: unknown): boolean {
  return error instanceof Error && /^2[12][0-9A-Z]{3} /.test(error.message);
}

type Argument = string | number | null;

/**
 * What PostgreSQL, on which OMERO runs, has and SQLite lacks: letters beyond ASCII have cases, `substring` starts before the
 * text, a text that is no number is an error.
 */
const FUNCTIONS: Readonly<Record<string, (...args: Argument[]) => Argument>> = {
  pg_lower: onText((text) => eachLetter(text, (letter) => letter.toLowerCase())),
  pg_upper: onText((text) => eachLetter(text, (letter) => letter.toUpperCase())),
  pg_initcap: onText((text) =>
    eachLetter(text, (letter) => letter.toLowerCase()).replace(
      /(^|[^\p{L}\p{N}])(\p{L})/gu,
      (_, before, letter) => before + letter.toUpperCase(),
    ),
  ),
  pg_md5: onText((text) => createHash("md5").update(text).digest("hex")),
  pg_number_text: (value) => (value === null ? null : String(value)),
  pg_integer: onText((text) => matching(text, /^\s*[-+]?\d+\s*$/, "integer")),
  pg_real: onText((text) => matching(text, /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i, "double precision")),
  pg_boolean: (value) => {
    if (value === null) return null;
    if (/^\s*(t(rue)?|y(es)?|on|1)\s*$/i.test(String(value))) return 1;
    if (/^\s*(f(alse)?|no?|off|0)\s*$/i.test(String(value))) return 0;
    throw invalid(String(value), "boolean");
  },
  pg_time: (value) => {
    if (value === null) return null;
    const time = Date.parse(`${String(value).trim().replace(" ", "T")}${/[ T]/.test(String(value).trim()) ? "Z" : ""}`);
    if (Number.isNaN(time)) throw invalid(String(value), "timestamp");
    return time;
  },
  pg_substring: substring,
};

export function addFunctions(db: DatabaseSyncInstance): void {
  for (const [name, work] of Object.entries(FUNCTIONS)) db.function(name, { deterministic: true, varargs: true }, work);
  // Not deterministic: SQLite may call such functions beforehand, even where a CASE would pass them over.
  db.function("pg_error", (text: Argument) => {
    throw new DataError(String(text));
  });
}

/** Counts characters, not halves of them; may start before the text. */
function substring(text: Argument = null, from: Argument = null, length: Argument = Number.MAX_SAFE_INTEGER): Argument {
  if (text === null || from === null || length === null) return null;
  if (Number(length) < 0) throw new DataError("22011 negative substring length not allowed");
  const start = Number(from) - 1;
  return [...String(text)].slice(Math.max(start, 0), Math.max(start + Number(length), 0)).join("");
}

function onText(work: (text: string) => string): (value: Argument) => Argument {
  return (value) => (value === null ? null : work(String(value)));
}

/** Letters whose other case is more than one letter stay as they are. */
function eachLetter(text: string, change: (letter: string) => string): string {
  const changed = change(text);
  if (changed.length === text.length) return changed;
  return [...text].map((letter) => (change(letter).length === letter.length ? change(letter) : letter)).join("");
}

function matching(text: string, pattern: RegExp, type: string): string {
  if (!pattern.test(text)) throw invalid(text, type);
  return text.trim();
}

function invalid(text: string, type: string): DataError {
  return new DataError(`22P02 invalid input syntax for type ${type}: "${text}"`);
}
