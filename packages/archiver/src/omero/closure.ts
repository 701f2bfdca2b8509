import type { OmeroClient, Value } from "@omero-archiver/omero";
import type { ExperimenterId, FilesetId, GroupId, ImageId, OriginalFileId, Person, PixelsId } from "../domain/ids.js";

/** An image of a closure, with all that a job says of it. */
export interface ClosureImage {
  readonly id: ImageId;
  readonly name: string;
  readonly owner: Person;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly fileset?: FilesetId;
  readonly archived: boolean;
  readonly pixels: readonly PixelsId[];
}

/** A file as OMERO's database knows it. */
export interface ClosureFile {
  readonly id: OriginalFileId;
  readonly kind: "managed" | "original";
  readonly path: string;
  readonly name: string;
  readonly size?: number;
  readonly algorithm?: string;
  readonly digest?: string;
  readonly images: readonly ImageId[];
}

/** Images and files of which none is shared with anything outside. */
export interface Component {
  readonly images: readonly ClosureImage[];
  readonly files: readonly ClosureFile[];
}

/** What the closure asks of OMERO: rows for ids. */
export type Source = Pick<OmeroClient, "forIds">;

const READ = { group: "all" } as const;

const FILESETS_OF_IMAGES = "select i.id, i.fileset.id from Image i where i.id in (:ids) and i.fileset is not null";
const IMAGES_OF_FILESETS = "select i.fileset.id, i.id from Image i where i.fileset.id in (:ids)";
const FILES_OF_IMAGES =
  "select p.image.id, m.parent.id from PixelsOriginalFileMap m join m.child p where p.image.id in (:ids)";
const IMAGES_OF_FILES =
  "select m.parent.id, p.image.id from PixelsOriginalFileMap m join m.child p where m.parent.id in (:ids)";
const FILES_OF_FILESETS = "select e.fileset.id, e.originalFile.id from FilesetEntry e where e.fileset.id in (:ids)";
const IMAGES =
  "select i.id, i.name, i.details.owner.id, i.details.group.id, i.fileset.id, i.archived from Image i where i.id in (:ids)";
// Names on their own: a join to an owner's name finds nothing when all groups are asked at once. (Measured)
const OWNERS = "select e.id, e.omeName from Experimenter e where e.id in (:ids)";
const GROUPS = "select g.id, g.name from ExperimenterGroup g where g.id in (:ids)";
const PIXELS = "select p.id, p.image.id from Pixels p where p.image.id in (:ids)";
const FILES =
  "select f.id, f.path, f.name, f.size, h.value, f.hash from OriginalFile f left outer join f.hasher h where f.id in (:ids)";

/**
 * All images that share files with the given ones, over any number of steps, with all of their files: archiving any of them
 * without the others would take bytes away from the others. In chunks of ids; as many calls as there are steps and chunks.
 */
export async function closure(source: Source, start: Iterable<ImageId>): Promise<Component[]> {
  const filesetOf = new Map<number, number>();
  const filesOf = new Map<number, Set<number>>();
  const known = new Set<number>();
  const knownFilesets = new Set<number>();
  const knownFiles = new Set<number>();
  for (let fresh: number[] = [...new Set(start)]; fresh.length > 0; ) {
    for (const id of fresh) known.add(id);
    const filesets: number[] = [];
    for await (const [image, fileset] of ids(source, FILESETS_OF_IMAGES, fresh)) {
      filesetOf.set(image, fileset);
      if (!knownFilesets.has(fileset)) filesets.push(fileset);
      knownFilesets.add(fileset);
    }
    const files: number[] = [];
    for await (const [image, file] of ids(
      source,
      FILES_OF_IMAGES,
      fresh.filter((id) => !filesetOf.has(id)),
    )) {
      setOf(filesOf, image).add(file);
      if (!knownFiles.has(file)) files.push(file);
      knownFiles.add(file);
    }
    const reached = new Set<number>();
    for await (const [, image] of ids(source, IMAGES_OF_FILESETS, filesets)) reached.add(image);
    for await (const [, image] of ids(source, IMAGES_OF_FILES, files)) reached.add(image);
    fresh = [...reached].filter((image) => !known.has(image));
  }
  const entries = new Map<number, Set<number>>();
  for await (const [fileset, file] of ids(source, FILES_OF_FILESETS, [...knownFilesets]))
    setOf(entries, fileset).add(file);
  for (const [image, fileset] of filesetOf) filesOf.set(image, entries.get(fileset) ?? new Set());
  const images = await describeImages(source, [...known]);
  const managed = new Set([...entries.values()].flatMap((files) => [...files]));
  const imagesOf = inverted(filesOf, images);
  const files = await describeFiles(source, imagesOf, managed);
  return components(images, files, filesetOf);
}

async function describeImages(source: Source, imageIds: readonly number[]): Promise<Map<number, ClosureImage>> {
  const pixels = new Map<number, PixelsId[]>();
  for await (const [id, image] of ids(source, PIXELS, imageIds)) {
    pixels.set(image, [...(pixels.get(image) ?? []), id as PixelsId]);
  }
  const rows: Value[][] = [];
  for await (const row of source.forIds(IMAGES, imageIds, {}, READ)) rows.push(row);
  const owners = await names(
    source,
    OWNERS,
    rows.map((row) => number(row[2])),
  );
  const groups = await names(
    source,
    GROUPS,
    rows.map((row) => number(row[3])),
  );
  const images = new Map<number, ClosureImage>();
  for (const [id, name, owner, group, fileset, archived] of rows) {
    const imageId = number(id) as ImageId;
    images.set(imageId, {
      id: imageId,
      name: String(name ?? ""),
      owner: { id: number(owner) as ExperimenterId, omeName: owners.get(number(owner)) ?? "" },
      groupId: number(group) as GroupId,
      groupName: groups.get(number(group)) ?? "",
      ...(fileset === null || fileset === undefined ? {} : { fileset: number(fileset) as FilesetId }),
      archived: archived === true,
      pixels: pixels.get(imageId) ?? [],
    });
  }
  return images;
}

async function describeFiles(
  source: Source,
  imagesOf: ReadonlyMap<number, ImageId[]>,
  managed: ReadonlySet<number>,
): Promise<ClosureFile[]> {
  const files: ClosureFile[] = [];
  for await (const [id, path, name, size, algorithm, digest] of source.forIds(FILES, [...imagesOf.keys()], {}, READ)) {
    const fileId = number(id) as OriginalFileId;
    files.push({
      id: fileId,
      kind: managed.has(fileId) ? "managed" : "original",
      path: String(path ?? ""),
      name: String(name ?? ""),
      ...(typeof size === "number" ? { size } : {}),
      ...(typeof algorithm === "string" && typeof digest === "string" && digest !== ""
        ? { algorithm, digest: digest.toLowerCase() }
        : {}),
      images: imagesOf.get(fileId) ?? [],
    });
  }
  return files;
}

function inverted(
  filesOf: ReadonlyMap<number, ReadonlySet<number>>,
  images: ReadonlyMap<number, ClosureImage>,
): Map<number, ImageId[]> {
  const imagesOf = new Map<number, ImageId[]>();
  for (const [image, files] of filesOf) {
    if (!images.has(image)) continue;
    for (const file of files) {
      const list = imagesOf.get(file);
      if (list) list.push(image as ImageId);
      else imagesOf.set(file, [image as ImageId]);
    }
  }
  return imagesOf;
}

/** Sorts images and files into groups that share nothing with each other (union-find over the images). */
function components(
  images: ReadonlyMap<number, ClosureImage>,
  files: readonly ClosureFile[],
  filesetOf: ReadonlyMap<number, number>,
): Component[] {
  const parent = new Map<number, number>([...images.keys()].map((id) => [id, id]));
  const root = (id: number): number => {
    let at = id;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  const join = (a: number, b: number) => parent.set(root(a), root(b));
  const firstOf = new Map<number, number>();
  for (const [image, fileset] of filesetOf) {
    if (!images.has(image)) continue;
    const first = firstOf.get(fileset);
    if (first === undefined) firstOf.set(fileset, image);
    else join(image, first);
  }
  for (const file of files) for (const image of file.images.slice(1)) join(image, file.images[0] as number);
  const found = new Map<number, { images: ClosureImage[]; files: ClosureFile[] }>();
  const of = (image: number) => {
    const at = root(image);
    let component = found.get(at);
    if (!component) {
      component = { images: [], files: [] };
      found.set(at, component);
    }
    return component;
  };
  for (const image of images.values()) of(image.id).images.push(image);
  for (const file of files) of(file.images[0] as number).files.push(file);
  return [...found.values()];
}

async function* ids(source: Source, hql: string, of: Iterable<number>): AsyncGenerator<[number, number]> {
  for await (const [a, b] of source.forIds(hql, of, {}, READ)) yield [number(a), number(b)];
}

async function names(source: Source, hql: string, of: readonly number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for await (const [id, name] of source.forIds(hql, new Set(of), {}, READ)) found.set(number(id), String(name));
  return found;
}

function number(value: Value | undefined): number {
  if (typeof value !== "number") throw new TypeError(`an id was expected from OMERO, not ${String(value)}`);
  return value;
}

function setOf(map: Map<number, Set<number>>, key: number): Set<number> {
  let set = map.get(key);
  if (!set) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}
