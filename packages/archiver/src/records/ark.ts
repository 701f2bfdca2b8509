import { createHash } from "node:crypto";
import type { Digests, FileStep, VerifiedHow } from "../domain/files.js";
import type { Person } from "../domain/ids.js";
import { entries, entry, escapedValue, LONGEST_NAME, sections, UnreadableRecord, unescaped } from "./ini.js";
import { parseTimeInC, sizeInWords, timeInC } from "./wording.js";

/** What a record says of an archived file; of a prototype's, as far as it says it. Times in ms since 1970, sizes in bytes. */
export interface ArkRecord {
  readonly path: string;
  readonly image?: number;
  readonly owner?: Person;
  readonly asker?: Person;
  readonly size?: number;
  readonly modified?: number;
  readonly copy?: ArkCopy;
  readonly own?: OwnRecord;
}

/** A copy in a store. */
export interface ArkCopy {
  readonly store: "file" | "arkivum";
  /** Absolute. */
  readonly path: string;
  readonly size?: number;
  /** In hex; the prototype's record of a copy that is not whole yet has none. */
  readonly digests: Digests;
  /** When copying ended. */
  readonly copiedAt?: number;
  readonly archivedAt?: number;
  /** What the store last called it. */
  readonly state?: string;
}

/** The section that is ours: what a register that was lost needs to know again. */
export interface OwnRecord {
  /** `managed:12` */
  readonly file: string;
  readonly images: readonly number[];
  /** Those for which `Image.archived` was true before us. */
  readonly archivedBefore: readonly number[];
  readonly step: FileStep;
  readonly store: string;
  /** Relative to the store's root. */
  readonly storePath: string;
  readonly size: number;
  readonly digests: Digests;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: string;
  readonly verifiedHow: VerifiedHow;
  readonly verifiedAt: number;
  readonly link: string;
}

const FORMAT = "1";
const ALGORITHMS = ["md5", "sha256", "sha1", "adler32", "crc32"] as const;
const COPIES = [
  ["file", "File Archiver"],
  ["arkivum", "Arkivum Archiver"],
] as const;

/**
 * Where the record of a file is, relative to the folder of records: its path, and `.ark`. A name that would be too long is
 * replaced by its digest; the whole path stands inside.
 * @param path absolute
 */
export function recordPath(path: string): string {
  const at = path.lastIndexOf("/");
  const name = `${path.slice(at + 1)}.ark`;
  const fits = Buffer.byteLength(name) <= LONGEST_NAME;
  return path.slice(1, at + 1) + (fits ? name : `${createHash("sha256").update(path).digest("hex")}.ark`);
}

/** A record's text: the prototype's sections, and one of ours that its reader passes over. */
export function arkText({ path, image, owner, asker, size, modified, copy, own }: ArkRecord): string {
  return [
    "[Source]\n",
    ...(image === undefined ? [] : [entry("image", String(image))]),
    ...(owner === undefined ? [] : [entry("owner", personText(owner))]),
    ...(asker === undefined ? [] : [entry("linked by", personText(asker))]),
    entry("path", path),
    ...(size === undefined ? [] : [entry("bytes", String(size)), entry("size", sizeInWords(size))]),
    ...(modified === undefined ? [] : [entry("last modified", timeInC(modified))]),
    ...(copy === undefined ? [] : copyText(copy)),
    ...(own === undefined ? [] : ownText(path, own)),
  ].join("");
}

function copyText({ store, path, size, digests, copiedAt, archivedAt, state }: ArkCopy): string[] {
  const title = COPIES.find(([kind]) => kind === store)?.[1];
  const { md5, sha256, adler32 } = digests;
  return [
    `\n[${title}]\n`,
    ...(md5 === undefined ? [] : [entry("md5", md5)]),
    ...(sha256 === undefined || store === "arkivum" ? [] : [entry("sha256", sha256)]),
    ...(adler32 === undefined ? [] : [entry("adler32", String(Number.parseInt(adler32, 16)))]),
    ...(size === undefined ? [] : [entry("size", String(size))]),
    entry("path", path),
    ...(copiedAt === undefined
      ? []
      : [entry("copied", timeInC(copiedAt)), entry("timestamp", String(copiedAt / 1000))]),
    ...(state === undefined || store === "file" ? [] : [entry("state", state)]),
    ...(archivedAt === undefined ? [] : [entry("archived", timeInC(archivedAt))]),
  ];
}

function ownText(path: string, own: OwnRecord): string[] {
  const text = (key: string, value: string | number) => entry(key, escapedValue(String(value)));
  return [
    "\n[omero-archiver]\n",
    text("format", FORMAT),
    text("path", path),
    text("file", own.file),
    text("images", own.images.join(" ")),
    text("archived before", own.archivedBefore.join(" ")),
    text("step", own.step),
    text("store", own.store),
    text("store path", own.storePath),
    text("size", own.size),
    ...ALGORITHMS.flatMap((name) => (own.digests[name] === undefined ? [] : [text(name, own.digests[name])])),
    text("mode", own.mode.toString(8)),
    text("uid", own.uid),
    text("gid", own.gid),
    text("mtime ns", own.mtimeNs),
    text("verified how", own.verifiedHow),
    text("verified at", own.verifiedAt),
    text("link", own.link),
  ];
}

function personText({ id, omeName }: Person): string {
  return `${id} : ${omeName}`;
}

/** Reads a record, ours or the prototype's. @throws UnreadableRecord */
export function parseArk(text: string): ArkRecord {
  const all = sections(text);
  const section = (name: string) => {
    const lines = all.get(name.toLowerCase());
    return lines && new Map([...entries(lines)].map(([key, value]) => [key.toLowerCase(), value]));
  };
  const source = section("Source");
  if (!source) throw new UnreadableRecord("it has no section [Source]");
  const ours = section("omero-archiver");
  const own = ours && ownIn(new Map([...ours].map(([key, value]) => [key, unescaped(value)])));
  const path = own?.path ?? source.get("path") ?? "";
  if (!path.startsWith("/")) throw new UnreadableRecord(`its path is none: ${JSON.stringify(path.slice(0, 80))}`);
  const image = Number(/\d{1,15}/.exec(source.get("image") ?? "")?.[0] ?? Number.NaN);
  const [owner, asker] = [personIn(source.get("owner")), personIn(source.get("linked by"))];
  const [size, modified] = [numberIn(source.get("bytes")), parseTimeInC(source.get("last modified") ?? "")];
  const copy = COPIES.flatMap(([store, title]) => {
    const found = section(title);
    return found?.has("path") ? [copyIn(store, found)] : [];
  })[0];
  return {
    path,
    ...(Number.isNaN(image) ? {} : { image }),
    ...(owner ? { owner } : {}),
    ...(asker ? { asker } : {}),
    ...(size === undefined ? {} : { size }),
    ...(modified === undefined ? {} : { modified }),
    ...(copy ? { copy } : {}),
    ...(own ? { own: own.record } : {}),
  };
}

function copyIn(store: ArkCopy["store"], found: ReadonlyMap<string, string>): ArkCopy {
  const size = numberIn(found.get("size"));
  const seconds = Number(found.get("timestamp") ?? Number.NaN);
  const copiedAt = Number.isFinite(seconds) ? Math.round(seconds * 1000) : parseTimeInC(found.get("copied") ?? "");
  const archivedAt = parseTimeInC(found.get("archived") ?? "");
  const state = found.get("state");
  return {
    store,
    path: found.get("path") ?? "",
    ...(size === undefined ? {} : { size }),
    digests: digestsIn(found, 10),
    ...(copiedAt === undefined ? {} : { copiedAt }),
    ...(archivedAt === undefined ? {} : { archivedAt }),
    ...(state === undefined ? {} : { state }),
  };
}

function ownIn(found: ReadonlyMap<string, string>): { path: string; record: OwnRecord } {
  const text = (key: string) => {
    const value = found.get(key);
    if (value === undefined) throw new UnreadableRecord(`[omero-archiver] does not say its ${key}`);
    return value;
  };
  const number = (key: string, radix = 10) => {
    const value = /^[\da-f]{1,16}$/.test(text(key)) ? Number.parseInt(text(key), radix) : Number.NaN;
    if (!Number.isSafeInteger(value)) throw new UnreadableRecord(`[omero-archiver] has no good ${key}`);
    return value;
  };
  if (text("format") !== FORMAT)
    throw new UnreadableRecord(`it is of a later version: format ${JSON.stringify(text("format").slice(0, 20))}`);
  const record: OwnRecord = {
    file: text("file"),
    images: idsIn(text("images")),
    archivedBefore: idsIn(text("archived before")),
    step: text("step") as FileStep,
    store: text("store"),
    storePath: text("store path"),
    size: number("size"),
    digests: digestsIn(found, 16),
    mode: number("mode", 8),
    uid: number("uid"),
    gid: number("gid"),
    mtimeNs: /^-?\d{1,20}$/.test(text("mtime ns")) ? text("mtime ns") : "0",
    verifiedHow: text("verified how") as VerifiedHow,
    verifiedAt: number("verified at"),
    link: text("link"),
  };
  return { path: text("path"), record };
}

/** @param radix of adler32, which the prototype writes as a decimal number */
function digestsIn(found: ReadonlyMap<string, string>, radix: 10 | 16): Digests {
  const digests: Record<string, string> = {};
  for (const name of ALGORITHMS) {
    const value = found.get(name)?.trim().toLowerCase() ?? "";
    if (name === "adler32" && radix === 10) {
      if (/^\d{1,10}$/.test(value)) digests[name] = Number(value).toString(16).padStart(8, "0");
    } else if (/^[\da-f]{8,64}$/.test(value)) {
      digests[name] = value;
    }
  }
  return digests;
}

function idsIn(text: string): number[] {
  return text.split(" ").flatMap((id) => (/^\d{1,15}$/.test(id) ? [Number(id)] : []));
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

function personIn(text: string | undefined): Person | undefined {
  const [, id, omeName] = /^\s*(\d{1,15})\s*:\s*([^\n]*?)\s*$/.exec(text ?? "") ?? [];
  return id === undefined || omeName === undefined ? undefined : ({ id: Number(id), omeName } as Person);
}
