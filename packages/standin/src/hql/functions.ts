import type { Context } from "./context.js";
import { IllegalQuery, refusedByDatabase } from "./errors.js";
import { type Fragment, made, single } from "./fragment.js";
import { type Category, DOUBLE, INT, LONG, STRING, TIME, type Type } from "./types.js";

/** What the arguments of a function have to be, and what comes out: "first" is the type of the first argument that has one. */
interface Signature {
  readonly takes: readonly (Category | "any")[];
  /** How many of them may be left out. */
  readonly optional?: number;
  /** Whether the last may be repeated. */
  readonly more?: boolean;
  /** Absent of functions that only PostgreSQL knows: they may not be selected. */
  readonly gives?: Type | "first";
  readonly sql: (args: readonly string[]) => string;
}

const call =
  (name: string) =>
  (args: readonly string[]): string =>
    `${name}(${args.join(", ")})`;

const text = (name: string, gives: Type | "first", takes: readonly Category[] = ["text"]): Signature => ({
  takes,
  gives,
  sql: call(name),
});
const real = (name: string): Signature => ({ takes: ["number"], gives: DOUBLE, sql: call(name) });
const same = (name: string): Signature => ({ takes: ["number"], gives: "first", sql: call(name) });
const partOfTime = (format: string): Signature => ({
  takes: ["time"],
  gives: INT,
  sql: ([time = ""]) => timePart(format, time),
});
const now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** A part of a time as a number, by a format of strftime. */
export function timePart(format: string, time: string): string {
  return `CAST(strftime('${format}', ${time} / 1000.0, 'unixepoch') AS INTEGER)`;
}

/** The functions that Hibernate's PostgreSQL dialect (3.6) knows and those that it hands on to the database. */
const FUNCTIONS: Readonly<Record<string, Signature>> = {
  lower: text("pg_lower", "first"),
  upper: text("pg_upper", "first"),
  initcap: text("pg_initcap", "first"),
  length: text("length", INT),
  char_length: text("length", LONG),
  octet_length: text("octet_length", LONG),
  bit_length: { takes: ["text"], gives: LONG, sql: ([x]) => `octet_length(${x}) * 8` },
  ascii: text("unicode", INT),
  chr: { takes: ["number"], gives: STRING, sql: call("char") },
  md5: text("pg_md5", "first"),
  substring: { takes: ["text", "number", "number"], optional: 1, gives: STRING, sql: call("pg_substring") },
  substr: { takes: ["text", "number", "number"], optional: 1, gives: STRING, sql: call("pg_substring") },
  locate: {
    takes: ["text", "text", "number"],
    optional: 1,
    gives: INT,
    sql: ([pattern, where, start]) =>
      start === undefined
        ? `instr(${where}, ${pattern})`
        : `(instr(pg_substring(${where}, ${start}), ${pattern}) + ${start} - 1)`,
  },
  abs: same("abs"),
  sign: { takes: ["number"], gives: INT, sql: call("sign") },
  round: same("round"),
  trunc: same("trunc"),
  ceil: same("ceil"),
  floor: same("floor"),
  mod: { takes: ["number", "number"], gives: INT, sql: ([a = "", b = ""]) => `(${a} % ${divisor(b)})` },
  sqrt: real("sqrt"),
  cbrt: { takes: ["number"], gives: DOUBLE, sql: ([x]) => `(sign(${x}) * pow(abs(${x}), 1.0 / 3))` },
  exp: real("exp"),
  ln: real("ln"),
  log: real("log10"),
  sin: real("sin"),
  cos: real("cos"),
  tan: real("tan"),
  asin: real("asin"),
  acos: real("acos"),
  atan: real("atan"),
  cot: { takes: ["number"], gives: DOUBLE, sql: ([x]) => `(1.0 / tan(${x}))` },
  radians: real("radians"),
  degrees: real("degrees"),
  random: { takes: [], gives: DOUBLE, sql: () => "(abs(random() % 1000000007) / 1000000007.0)" },
  year: partOfTime("%Y"),
  month: partOfTime("%m"),
  day: partOfTime("%d"),
  hour: partOfTime("%H"),
  minute: partOfTime("%M"),
  second: partOfTime("%S"),
  current_timestamp: { takes: [], gives: TIME, sql: () => now },
  localtimestamp: { takes: [], gives: TIME, sql: () => now },
  now: { takes: [], gives: TIME, sql: () => now },
  current_date: { takes: [], gives: TIME, sql: () => `(${now} / 86400000 * 86400000)` },
  replace: { takes: ["text", "text", "text"], sql: call("replace") },
  ltrim: { takes: ["text", "text"], optional: 1, sql: call("ltrim") },
  rtrim: { takes: ["text", "text"], optional: 1, sql: call("rtrim") },
  btrim: { takes: ["text", "text"], optional: 1, sql: call("trim") },
  strpos: { takes: ["text", "text"], sql: call("instr") },
  left: { takes: ["text", "number"], sql: ([x, n]) => `pg_substring(${x}, 1, ${n})` },
  power: { takes: ["number", "number"], sql: call("pow") },
};

/** Whether Hibernate can tell what a function gives: others cannot be selected. */
export function isKnown(name: string): boolean {
  return FUNCTIONS[name]?.gives !== undefined;
}

/** @param name in lower case */
export function callFunction(context: Context, name: string, args: readonly Fragment[]): Fragment {
  const signature = FUNCTIONS[name];
  if (signature === undefined) {
    context.refuse(refusedByDatabase(`function ${name}(${args.map((arg) => arg.category).join(", ")}) does not exist`));
    return made("NULL", undefined, args);
  }
  const { takes, optional = 0, gives } = signature;
  if (name === "substring" && args.length < 2) throw new IllegalQuery("substring() requires two or three arguments");
  const fits =
    args.length >= takes.length - optional &&
    args.length <= takes.length &&
    args.every((arg, i) => suits(arg, takes[i]));
  if (!fits)
    context.refuse(refusedByDatabase(`function ${name}(${args.map((arg) => arg.category).join(", ")}) does not exist`));
  const type = gives === "first" ? args.find((arg) => arg.type !== undefined)?.type : gives;
  return made(signature.sql(args.map(single)), type, args, type ? undefined : "unknown");
}

function suits({ category }: Fragment, takes: Category | "any" | undefined): boolean {
  return takes === "any" || category === takes || category === "unknown";
}

/** A divisor: PostgreSQL refuses to divide by zero where SQLite gives null. */
export function divisor(sql: string): string {
  if (/^[1-9][0-9]*(\.[0-9]+)?$/.test(sql)) return sql;
  return `CASE WHEN ${sql} = 0 THEN pg_error('22012 division by zero') ELSE ${sql} END`;
}

/** A value as the text that PostgreSQL would write for it. */
export function asText({ type, category, sql: [sql = ""] }: Fragment): string {
  if (category === "boolean") return `CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`;
  if (category === "time") return `strftime('%Y-%m-%d %H:%M:%f', ${sql} / 1000.0, 'unixepoch')`;
  if (category === "number")
    return type?.kind === "double" || type?.kind === "float" ? `pg_number_text(${sql})` : `CAST(${sql} AS TEXT)`;
  return sql;
}

/** `cast(… as …)` by Hibernate's name of a type. */
export function cast(fragment: Fragment, name: string): Fragment {
  const sql = single(fragment);
  const textual = fragment.category === "text" || fragment.category === "unknown";
  switch (name.toLowerCase()) {
    case "string":
    case "text":
    case "character":
      return made(asText(fragment), STRING, [fragment]);
    case "int":
    case "integer":
    case "short":
    case "byte":
      return made(textual ? `CAST(pg_integer(${sql}) AS INTEGER)` : `CAST(round(${sql}) AS INTEGER)`, INT, [fragment]);
    case "long":
    case "big_integer":
      return made(textual ? `CAST(pg_integer(${sql}) AS INTEGER)` : `CAST(round(${sql}) AS INTEGER)`, LONG, [fragment]);
    case "double":
    case "float":
    case "big_decimal":
      return made(textual ? `CAST(pg_real(${sql}) AS REAL)` : `CAST(${sql} AS REAL)`, DOUBLE, [fragment]);
    case "boolean":
      return made(textual ? `pg_boolean(${sql})` : `(${sql} <> 0)`, { kind: "boolean" }, [fragment]);
    case "timestamp":
    case "date":
      return made(textual ? `CAST(pg_time(${sql}) AS INTEGER)` : sql, TIME, [fragment]);
    default:
      throw new IllegalQuery(`Could not resolve requested type for CAST : ${name}`);
  }
}
