import {
  entries,
  entry,
  escaped,
  escapedValue,
  type Line,
  sectionNamed,
  sections,
  shown,
  UnreadableRecord,
  unescaped,
} from "./ini.js";
import { parseTimeInC, sizeInWords, timeInC } from "./wording.js";

/** What a job file says of a file. */
export const FILE_STATUSES = ["New", "Declined", "Running", "Error", "Finished", "Ignore"] as const;
export type FileStatus = (typeof FILE_STATUSES)[number];

/** Who, what and how far: the head of a job file. */
export interface JobFileInfo {
  /** The register's number; absent in a file of the prototype's. */
  readonly job?: number;
  /** The images' owner. */
  readonly userId: number;
  readonly omeName: string;
  readonly groupId: number;
  /** Who asked. */
  readonly askerId: number;
  readonly askerName: string;
  readonly email?: string;
  /** ms since 1970, whole seconds. */
  readonly created?: number;
  readonly status: string;
  /** What the asker wrote: expiry, description, and whatever else a note of the prototype's holds. */
  readonly notes: ReadonlyMap<string, string>;
  readonly totalBytes: number;
  readonly error?: string;
  readonly complete?: string;
}

export interface JobFileImage {
  readonly id: number;
  /** `/project/dataset/name`, for people. */
  readonly label: string;
  /** False: another job has it. */
  readonly ours: boolean;
}

export interface JobFileFile {
  /** Absolute. */
  readonly path: string;
  readonly status: FileStatus;
}

/** A job as a file in New, Approved, … : what people read, and move to decide. */
export interface JobFile {
  readonly info: JobFileInfo;
  readonly images: readonly JobFileImage[];
  readonly files: readonly JobFileFile[];
}

/** The keys that are the prototype's own; a note's entry never takes the place of one. */
const KNOWN = new Set([
  ...["job", "user id", "omename", "group id", "owner id", "owner omename", "email", "created", "status"],
  ...["total bytes", "total size", "error", "complete"],
]);
/** How the prototype writes a value that is missing. */
const NONE = "None";

/** `20161128_155957.12`: when the job was made, and its number. @param created ms since 1970 */
export function jobFileName(created: number, number: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const at = new Date(created);
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}.${number}`;
}

/** A job file's text: the prototype's format, in which line breaks in names are escaped. */
export function jobFileText({ info, images, files }: JobFile): string {
  return `${infoText(info)}\n[Images]\n${images.map(imageLine).join("")}\n[Files]\n${files.map(fileLine).join("")}`;
}

export function infoText(info: JobFileInfo): string {
  const text = (key: string, value: string | number) => entry(key, escapedValue(String(value)));
  const notes = [...info.notes].filter(([key]) => !KNOWN.has(key.toLowerCase()));
  return [
    "[Info]\n",
    ...(info.job === undefined ? [] : [text("job", info.job)]),
    text("user id", info.userId),
    text("omename", info.omeName),
    text("group id", info.groupId),
    text("owner id", info.askerId),
    text("owner omename", info.askerName),
    text("email", info.email ?? NONE),
    ...(info.created === undefined ? [] : [text("created", timeInC(info.created))]),
    text("status", info.status),
    ...notes.map(([key, value]) => text(escaped(key), value)),
    text("total bytes", info.totalBytes),
    text("total size", sizeInWords(info.totalBytes)),
    ...(info.error === undefined ? [] : [text("error", info.error)]),
    ...(info.complete === undefined ? [] : [text("complete", info.complete)]),
  ].join("");
}

export function imageLine({ label, id, ours }: JobFileImage): string {
  return `${escaped(label)} (${id}) = ${ours ? "True" : "False"}\n`;
}

export function fileLine({ path, status }: JobFileFile): string {
  return `${escaped(path)} = ${status}\n`;
}

/**
 * Reads a job file, ours or the prototype's. What it says is a claim, from whoever may write there.
 * @throws UnreadableRecord
 */
export function parseJobFile(text: string): JobFile {
  const all = sections(text);
  const raw = entries(sectionNamed(all, "Info"));
  // Only ours escapes; a backslash of the prototype's is one.
  const read = raw.has("job") ? unescaped : (value: string) => value;
  const info = infoOf(new Map([...raw].map(([key, value]) => [read(key), read(value)])));
  return {
    info,
    images: imagesIn(sectionNamed(all, "Images"), read),
    files: filesIn(sectionNamed(all, "Files"), read),
  };
}

function infoOf(found: ReadonlyMap<string, string>): JobFileInfo {
  const text = (key: string) => {
    const value = found.get(key);
    return value === undefined || value === NONE ? undefined : value;
  };
  const id = (key: string) => wholeNumber(found.get(key), key);
  const created = parseTimeInC(text("created") ?? "");
  const [email, error, complete] = [text("email"), text("error"), text("complete")];
  return {
    ...(found.has("job") ? { job: id("job") } : {}),
    userId: id("user id"),
    omeName: found.get("omename") ?? "",
    groupId: id("group id"),
    askerId: id("owner id"),
    askerName: found.get("owner omename") ?? "",
    ...(email === undefined ? {} : { email }),
    ...(created === undefined ? {} : { created }),
    status: found.get("status") ?? "",
    notes: new Map([...found].filter(([key]) => !KNOWN.has(key))),
    totalBytes: found.has("total bytes") ? id("total bytes") : 0,
    ...(error === undefined ? {} : { error }),
    ...(complete === undefined ? {} : { complete }),
  };
}

function imagesIn(lines: readonly Line[], read: (text: string) => string): JobFileImage[] {
  return valued(lines, ["True", "False"]).map(({ number, key, value }) => {
    const at = key.lastIndexOf(" (");
    if (at === -1 || !key.endsWith(")"))
      throw new UnreadableRecord(`line ${number} names no image by its id in brackets: ${shown(key)}`);
    return {
      id: wholeNumber(key.slice(at + 2, -1), `the image in line ${number}`),
      label: read(key.slice(0, at)),
      ours: value === "True",
    };
  });
}

function filesIn(lines: readonly Line[], read: (text: string) => string): JobFileFile[] {
  return valued(lines, FILE_STATUSES).map(({ number, key, value }) => {
    if (!key.startsWith("/")) throw new UnreadableRecord(`line ${number} names no absolute path: ${shown(key)}`);
    return { path: read(key), status: value as FileStatus };
  });
}

/** Lines that end in ` = ` and a known value. The prototype writes a name with a line break as it is: it ends where a value comes. */
function valued(lines: readonly Line[], values: readonly string[]): { number: number; key: string; value: string }[] {
  const found: { number: number; key: string; value: string }[] = [];
  let begun: string[] = [];
  for (const { number, text } of lines) {
    const at = text.lastIndexOf(" = ");
    const value = text.slice(at + 3).trim();
    if (at === -1 || !values.includes(value)) {
      begun.push(text);
      continue;
    }
    found.push({ number, key: [...begun, text.slice(0, at)].join("\n"), value });
    begun = [];
  }
  if (begun.length > 0)
    throw new UnreadableRecord(`${shown(begun[0] as string)} does not end in one of = ${values.join(", = ")}`);
  return found;
}

function wholeNumber(text: string | undefined, what: string): number {
  if (text === undefined) throw new UnreadableRecord(`it does not say its ${what}`);
  if (!/^\d{1,15}$/.test(text.trim())) throw new UnreadableRecord(`${what} is no whole number: ${shown(text)}`);
  return Number(text);
}
