import { join } from "node:path";
import type { Value } from "@omero-archiver/omero";
import type { Places } from "../../config/configuration.js";
import type { RecordedDigest } from "../../domain/files.js";
import type { ImageId } from "../../domain/ids.js";
import { attachments } from "../../omero/attachments.js";
import type { ClosureFile, ClosureImage, Source } from "../../omero/closure.js";
import { grouped } from "../../omero/collections.js";
import { describeImages, filesOfImages } from "../../omero/describe.js";
import { managedPath, originalPath } from "../../omero/paths.js";
import { Names } from "../../omero/people.js";

/** What may be extracted: original files; file annotations; logs among these, and those of imports. */
export const PARTS = ["originals", "attachments", "logs"] as const;
export type Part = (typeof PARTS)[number];

/** A file to be, below the folder of what is extracted. */
export interface Output {
  /** Of the original file. */
  readonly id: number;
  /** Relative; no two are the same, nor differ in case or the form of letters alone. */
  readonly to: string;
  /** Where its bytes lie, if this machine sees OMERO's files. */
  readonly from: string;
  /** Bytes, as OMERO has it. */
  readonly size?: number;
  readonly recorded?: RecordedDigest;
}

const ATTACHED =
  "select f.id, f.name, f.size, h.value, f.hash from OriginalFile f left outer join f.hasher h where f.id in (:ids) order by f.id";
const LOGS = `select l.parent.id, f.id, f.path, f.name, h.value, f.hash from FilesetJobLink l join l.child j
  join j.originalFileLinks k join k.child f left outer join f.hasher h where l.parent.id in (:ids) order by f.id`;
/** Bytes of a name at most; some file systems take no more than 255 with what is put in front. */
const LONGEST = 200;

/**
 * What is to be extracted of images: filesets as they were imported, each in a folder of its own, whole also where only some of
 * their images are asked for; originals of OMERO 4 and attachments below the first image that has them; logs of imports.
 */
export async function* outputsOf(
  source: Source,
  places: Places,
  ids: readonly ImageId[],
  parts: ReadonlySet<Part>,
): AsyncGenerator<Output> {
  const taken = new Set<string>();
  const images = await describeImages(source, ids, new Names(source));
  if (parts.has("originals")) yield* originals(source, places, images, taken);
  if (parts.has("attachments") || parts.has("logs")) yield* attached(source, places, ids, parts, taken);
  if (parts.has("logs")) yield* importLogs(source, places, images, taken);
}

async function* originals(
  source: Source,
  places: Places,
  images: readonly ClosureImage[],
  taken: Set<string>,
): AsyncGenerator<Output> {
  const filesetOf = new Map(images.map(({ id, fileset }) => [id, fileset]));
  const files = await filesOfImages(source, images);
  const folderOf = ({ kind, images: [first] }: ClosureFile) =>
    kind === "managed" ? `Fileset-${filesetOf.get(first as ImageId)}` : `Image-${first}`;
  for (const [folder, own] of grouped(files, folderOf)) {
    const common = commonFolders(own.map(({ path }) => path));
    for (const { id, kind, path, name, algorithm, digest } of own) {
      const below = kind === "managed" ? partsOf(path).slice(common) : [];
      yield {
        id,
        to: unique([folder, ...below, name], id, taken),
        from: kind === "managed" ? managedPath(places, path, name) : originalPath(places, id),
        ...recordedAs(algorithm, digest),
      };
    }
  }
}

async function* attached(
  source: Source,
  places: Places,
  ids: readonly ImageId[],
  parts: ReadonlySet<Part>,
  taken: Set<string>,
): AsyncGenerator<Output> {
  const on = new Map<number, ImageId>();
  for await (const { on: image, id } of attachments(source, ids)) if (!on.has(id)) on.set(id, image);
  for await (const [file, text, size, algorithm, digest] of source.forIds(ATTACHED, on.keys(), {}, { group: "all" })) {
    const [id, name] = [Number(file), String(text ?? "")];
    if (!parts.has("attachments") && !name.toLowerCase().endsWith(".log")) continue;
    yield {
      id,
      to: unique([`Image-${on.get(id)}`, "attachments", name], id, taken),
      from: originalPath(places, id),
      ...(typeof size === "number" ? { size } : {}),
      ...recordedAs(algorithm, digest),
    };
  }
}

/** What the jobs that imported filesets have written into the managed repository. */
async function* importLogs(
  source: Source,
  places: Places,
  images: readonly ClosureImage[],
  taken: Set<string>,
): AsyncGenerator<Output> {
  const filesets = new Set(images.flatMap(({ fileset }) => fileset ?? []));
  for await (const [fileset, file, path, text, algorithm, digest] of source.forIds(
    LOGS,
    filesets,
    {},
    { group: "all" },
  )) {
    const [id, name] = [Number(file), String(text ?? "")];
    yield {
      id,
      to: unique([`Fileset-${fileset}`, "import", name], id, taken),
      from: managedPath(places, String(path ?? ""), name),
      ...recordedAs(algorithm, digest),
    };
  }
}

function recordedAs(algorithm: Value | undefined, digest: Value | undefined): Pick<Output, "recorded"> {
  return typeof algorithm === "string" && typeof digest === "string" && digest !== ""
    ? { recorded: { algorithm, digest } }
    : {};
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** How many folders all paths begin with. */
function commonFolders(paths: readonly string[]): number {
  const [first = [], ...others] = paths.map(partsOf);
  let common = 0;
  while (common < first.length && others.every((parts) => parts[common] === first[common])) common++;
  return common;
}

/** A path that any file system takes; where another file or folder has it, or what looks the same to some, with the file's id. */
function unique(parts: readonly string[], id: number, taken: Set<string>): string {
  const safe = parts.map(safeName);
  const name = safe.pop() as string;
  // Where a file has the name of a folder on the way, this one goes above it.
  const folder = foldersOf(join(...safe, name)).some((on) => taken.has(keyOf(on))) ? safe.slice(0, 1) : safe;
  let path = join(...folder, name);
  for (let n = 1; taken.has(keyOf(path)) || taken.has(`${keyOf(path)}/`); n++)
    path = join(...folder, `${n === 1 ? id : `${id}-${n}`} ${name}`);
  taken.add(keyOf(path));
  for (const on of foldersOf(path)) taken.add(`${keyOf(on)}/`);
  return path;
}

/** As file systems that make no difference between cases, or forms of letters, see it. A folder's ends with a slash. */
const keyOf = (path: string) => path.normalize("NFKC").toLowerCase();

/** `a/b/c`: `a`, `a/b` */
function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** What no file system takes, or takes for something else, becomes _. */
function safeName(name: string): string {
  const safe = name.replace(/[\p{Cc}\u2028\u2029/\\<>:"|?*]/gu, "_").replace(/[. ]+$/, "_");
  if (safe === "" || /^\.+$/.test(safe)) return "_";
  const at = safe.lastIndexOf(".");
  const ending = at > 0 && safe.length - at <= 10 ? safe.slice(at) : "";
  // Letter by letter: half of one would be none.
  const letters = [...safe.slice(0, safe.length - ending.length)];
  while (Buffer.byteLength(letters.join("") + ending) > LONGEST) letters.pop();
  return letters.join("") + ending;
}
