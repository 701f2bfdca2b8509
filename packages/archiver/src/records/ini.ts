/** A file that was to be a job file or a record can't be understood; the message says where and why. */
export class UnreadableRecord extends Error {
  override readonly name = "UnreadableRecord";
}

/** No job file or record is larger (characters): what is comes from elsewhere. */
export const LARGEST = 64 << 20;
/** Bytes that a name may have on Linux's file systems. */
export const LONGEST_NAME = 255;
/** No line of one is longer: the longest path has 4,096 bytes, and names are shorter than this. */
const LONGEST_LINE = 1 << 20;

/** A line as it stands in a section, with its number, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * The sections of an INI text, by name in lower case, as lines. Comments and empty lines are left out; a section that is
 * there twice is one.
 * @throws UnreadableRecord
 */
export function sections(text: string): Map<string, Line[]> {
  if (text.length > LARGEST) throw new UnreadableRecord(`it has more than ${LARGEST} characters`);
  const found = new Map<string, Line[]>();
  let lines: Line[] | undefined;
  let number = 0;
  for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length; ) {
    number++;
    const end = text.indexOf("\n", start);
    const stop = end === -1 ? text.length : end;
    if (stop - start > LONGEST_LINE) throw new UnreadableRecord(`line ${number} is longer than any that belongs here`);
    const line = text.slice(start, text[stop - 1] === "\r" && stop > start ? stop - 1 : stop);
    start = stop + 1;
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const name = /^\[([^\]]*)\]\s*$/.exec(line)?.[1]?.toLowerCase();
    if (name !== undefined) {
      lines = found.get(name) ?? [];
      found.set(name, lines);
    } else if (lines) {
      lines.push({ number, text: line });
    } else {
      throw new UnreadableRecord(`line ${number} stands before the first section: ${shown(line)}`);
    }
  }
  return found;
}

/** Lines of a section as they must be there. @throws UnreadableRecord */
export function sectionNamed(all: ReadonlyMap<string, readonly Line[]>, name: string): readonly Line[] {
  const lines = all.get(name.toLowerCase());
  if (!lines) throw new UnreadableRecord(`it has no section [${name}]`);
  return lines;
}

/**
 * `key = value` lines, with the lines that go on with a value. Of a key that is there twice the first counts: what was added
 * behind must not replace what is known.
 * @throws UnreadableRecord
 */
export function entries(lines: readonly Line[]): Map<string, string> {
  const parts: { key: string; value: string[] }[] = [];
  for (const { number, text } of lines) {
    const last = parts.at(-1);
    if (/^[\t ]/.test(text)) {
      if (!last) throw new UnreadableRecord(`line ${number} goes on with nothing: ${shown(text)}`);
      last.value.push(text.slice(1));
      continue;
    }
    const at = text.indexOf("=");
    if (at === -1) throw new UnreadableRecord(`line ${number} is no \`key = value\`: ${shown(text)}`);
    parts.push({ key: text.slice(0, at).trim(), value: [text.slice(text[at + 1] === " " ? at + 2 : at + 1)] });
  }
  const found = new Map<string, string>();
  for (const { key, value } of parts) if (!found.has(key)) found.set(key, value.join("\n"));
  return found;
}

/** `key = value`; a value with line breaks goes on in lines that start with a tab. */
export function entry(key: string, value: string): string {
  return `${key} = ${value.replaceAll("\n", "\n\t")}\n`;
}

/** What can't stand in a name here: line breaks, and the backslash by which they are written. */
export function escaped(text: string): string {
  return text.replace(/[\\\n\r]/g, (c) => (c === "\\" ? "\\\\" : c === "\n" ? "\\n" : "\\r"));
}

/** As `escaped`, for values: their line breaks have a way of their own. */
export function escapedValue(text: string): string {
  return text.replace(/[\\\r]/g, (c) => (c === "\\" ? "\\\\" : "\\r"));
}

export function unescaped(text: string): string {
  return text.replace(/\\([\\nr])/g, (_, c: string) => (c === "\\" ? "\\" : c === "n" ? "\n" : "\r"));
}

/** The start of a text, to be named in a message. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
