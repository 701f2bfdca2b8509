import { IllegalQuery } from "./errors.js";

/** What the words of the language are; each may also be a name where only a name can stand. */
const KEYWORDS = new Set(
  (
    "all any and as asc avg between both case class count delete desc distinct elements else empty end escape exists " +
    "false fetch from full group having in indices inner insert into is join leading left like max member min new not null " +
    "object of on or order outer properties right select set some sum then trailing true union update versioned when where with"
  ).split(" "),
);

export type NumberType = "int" | "long" | "float" | "double" | "big integer" | "big decimal";

export type Token =
  | { readonly kind: "word"; readonly text: string; readonly keyword?: string }
  | { readonly kind: "number"; readonly text: string; readonly type: NumberType }
  | { readonly kind: "string"; readonly text: string; readonly value: string }
  | { readonly kind: "symbol"; readonly text: string }
  | { readonly kind: "end"; readonly text: "" };

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z_$\u0080-\ufffe][A-Za-z0-9_$\u0080-\ufffe]*/y;
const STRING = /'((?:[^']|'')*)'/y;
const DECIMAL =
  /((?:0|[1-9][0-9]*)(?:\.[0-9]*(?:e[+-]?[0-9]+)?|e[+-]?[0-9]+)|(?:0|[1-9][0-9]*)(?=bd|f|d)|\.[0-9]+(?:e[+-]?[0-9]+)?)(bd|f|d)?/iy;
const INTEGER = /(0x[0-9a-f]+|0[0-7]+|0|[1-9][0-9]*)(l|bi)?/iy;
const SYMBOL = /<>|!=|\^=|<=|>=|\|\||[=<>(),.[\]+\-*/%:?]/y;

/**
 * Takes a text apart as Hibernate's lexer does. Keywords are told by their lower case, whatever case they are written in.
 * @throws IllegalQuery at a character that cannot start anything
 */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const result = pattern.exec(text);
    if (result !== null) at = pattern.lastIndex;
    return result;
  };
  while (at < text.length) {
    if (match(SPACE)) continue;
    found.push(next(match) ?? unexpected(text, at));
  }
  return found;
}

function next(match: (pattern: RegExp) => RegExpExecArray | null): Token | undefined {
  const word = match(WORD);
  if (word) {
    const keyword = word[0].toLowerCase();
    return { kind: "word", text: word[0], ...(KEYWORDS.has(keyword) && { keyword }) };
  }
  const string = match(STRING);
  if (string) return { kind: "string", text: string[0], value: (string[1] ?? "").replaceAll("''", "'") };
  const decimal = match(DECIMAL);
  if (decimal) {
    const suffix = decimal[2]?.toLowerCase();
    return {
      kind: "number",
      text: decimal[1] ?? "",
      type: suffix === "bd" ? "big decimal" : suffix === "f" ? "float" : "double",
    };
  }
  const integer = match(INTEGER);
  if (integer) {
    const suffix = integer[2]?.toLowerCase();
    return {
      kind: "number",
      text: integer[1] ?? "",
      type: suffix === "l" ? "long" : suffix === "bi" ? "big integer" : "int",
    };
  }
  const symbol = match(SYMBOL);
  return symbol ? { kind: "symbol", text: symbol[0] === "^=" || symbol[0] === "!=" ? "<>" : symbol[0] } : undefined;
}

function unexpected(text: string, at: number): never {
  throw new IllegalQuery(`unexpected char: '${text[at]}' near column ${at + 1}`);
}
