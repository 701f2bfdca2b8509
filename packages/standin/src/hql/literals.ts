import { unitOf } from "../schema/units.js";
import type { Context } from "./context.js";
import { IllegalQuery, invalidData, refusedByDatabase } from "./errors.js";
import { type Fragment, quoteText, single } from "./fragment.js";
import type { NumberType } from "./lexer.js";
import type { JavaKind, Value } from "./parameters.js";
import { type Category, DOUBLE, FLOAT, INT, LONG, STRING, type Type } from "./types.js";

const LARGEST = 2n ** 63n - 1n;

export function numberLiteral(text: string, type: NumberType): Fragment {
  const whole = type === "int" || type === "long" || type === "big integer";
  if (whole && (!/^[0-9]+$/.test(text) || BigInt(text) > LARGEST))
    throw new IllegalQuery(`Could not parse literal [${text}] as integer`);
  const sql = whole ? String(BigInt(text)) : String(Number(text)).includes("e") ? text : decimal(Number(text));
  return { sql: [sql], type: NUMBER_TYPES[type], category: "number", columns: [] };
}

/** A number that SQLite takes for a real one: 3.0, not 3. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const NUMBER_TYPES: Readonly<Record<NumberType, Type>> = {
  int: INT,
  long: LONG,
  float: FLOAT,
  double: DOUBLE,
  "big integer": LONG,
  "big decimal": DOUBLE,
};

export function textLiteral(value: string): Fragment {
  return { sql: [quoteText(value)], type: STRING, category: "unknown", literal: value, columns: [] };
}

const CATEGORIES: Readonly<Record<JavaKind, Category>> = {
  int: "number",
  long: "number",
  float: "number",
  double: "number",
  boolean: "boolean",
  string: "text",
  time: "time",
};

export function categoryOfValue(value: Value): Category {
  return CATEGORIES[value.kind];
}

/**
 * A value as it has to be beside another one: a text literal becomes what PostgreSQL would read from it; what is of another
 * kind is refused, as PostgreSQL compares numbers with numbers, texts with texts.
 */
export function beside(context: Context, fragment: Fragment, other: Fragment): string {
  const sql = single(fragment);
  if (fragment.literal !== undefined) return readLiteral(context, fragment.literal, other);
  if (fragment.category !== other.category && fragment.category !== "unknown" && other.category !== "unknown") {
    context.refuse(refusedByDatabase(`operator does not exist: ${fragment.category} and ${other.category}`));
  }
  return sql;
}

function readLiteral(context: Context, text: string, { category, type }: Fragment): string {
  const invalid = (): string => {
    context.refuse(invalidData(`invalid input syntax for a ${category}: "${text}"`));
    return "NULL";
  };
  switch (category) {
    case "number": {
      const pattern = type?.kind === "double" || type?.kind === "float" ? REAL : INTEGER;
      return pattern.test(text) ? text.trim() : invalid();
    }
    case "boolean":
      if (TRUE.test(text)) return "1";
      return FALSE.test(text) ? "0" : invalid();
    case "time": {
      const time = readTime(text);
      return time === undefined ? invalid() : String(time);
    }
    case "unit name": {
      const kind = type?.kind === "unit name" ? type.unit : "";
      return unitOf(kind, text) === undefined ? invalid() : quoteText(text);
    }
    default:
      return quoteText(text);
  }
}

const INTEGER = /^\s*[-+]?\d+\s*$/;
const REAL = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;
const TRUE = /^\s*(t|tr|tru|true|y|ye|yes|on|1)\s*$/i;
const FALSE = /^\s*(f|fa|fal|fals|false|n|no|of|off|0)\s*$/i;
const TIME = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?\s*$/;

/** Milliseconds of "2026-01-02 03:04:05.678" in the server's time zone, which is UTC; undefined of another text. */
export function readTime(text: string): number | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const millis = Math.floor(Number(`0.${found[7] ?? 0}`) * 1000);
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis));
  const kept = time.getUTCMonth() === month - 1 && time.getUTCDate() === day && time.getUTCHours() === hour % 24;
  return kept ? time.getTime() : undefined;
}
