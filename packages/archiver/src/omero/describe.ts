import { MOST_IDS, type Value } from "@omero-archiver/omero";
import type { ExperimenterId, FilesetId, GroupId, ImageId, OriginalFileId, PixelsId } from "../domain/ids.js";
import type { ClosureFile, ClosureImage, Source } from "./closure.js";
import { grouped, pieces } from "./collections.js";
import type { Names } from "./people.js";

const ALL = { group: "all" } as const;
/** Rows of files in one answer: about 8 MB. */
const FILES_AT_ONCE = 25_000;

export const DESCRIBING = {
  images:
    "select i.id, i.name, i.details.owner.id, i.details.group.id, i.fileset.id, i.archived from Image i where i.id in (:ids)",
  pixels: "select p.id, p.image.id from Pixels p where p.image.id in (:ids)",
  filesOfFilesets: `select e.id, e.fileset.id, f.id, f.path, f.name, h.value, f.hash from FilesetEntry e join e.originalFile f
    left outer join f.hasher h where e.fileset.id in (:ids) and e.id > :after order by e.id`,
  filesOfPixels: `select m.id, p.image.id, f.id, f.path, f.name, h.value, f.hash from PixelsOriginalFileMap m join m.child p join m.parent f
    left outer join f.hasher h where p.image.id in (:ids) and m.id > :after order by m.id`,
} as const;

/** Images that are gone are left out. */
export async function describeImages(source: Source, ids: readonly ImageId[], names: Names): Promise<ClosureImage[]> {
  const pixels: { id: PixelsId; image: number }[] = [];
  for await (const [id, image] of source.forIds(DESCRIBING.pixels, ids, {}, ALL))
    pixels.push({ id: Number(id) as PixelsId, image: Number(image) });
  const pixelsOf = grouped(pixels, ({ image }) => image);
  const rows: Value[][] = [];
  for await (const row of source.forIds(DESCRIBING.images, ids, {}, ALL)) rows.push(row);
  const owners = await names.ofUsers(rows.map((row) => Number(row[2]) as ExperimenterId));
  const groups = await names.ofGroups(rows.map((row) => Number(row[3]) as GroupId));
  rows.sort(([a], [b]) => Number(a) - Number(b));
  return rows.map(([id, name, owner, group, fileset, archived]) => {
    const ownerId = Number(owner) as ExperimenterId;
    const groupId = Number(group) as GroupId;
    return {
      id: Number(id) as ImageId,
      name: String(name ?? ""),
      owner: { id: ownerId, omeName: owners.get(ownerId) ?? "" },
      groupId,
      groupName: groups.get(groupId) ?? "",
      ...(typeof fileset === "number" ? { fileset: fileset as FilesetId } : {}),
      archived: archived === true,
      pixels: pixelsOf.get(Number(id))?.map((of) => of.id) ?? [],
    };
  });
}

/** The files that images need. One that stands in a fileset lies in the managed repository, whatever else points at it. */
export async function filesOfImages(source: Source, images: readonly ClosureImage[]): Promise<ClosureFile[]> {
  const members = new Map<number, ImageId[]>();
  for (const { id, fileset } of images) {
    if (fileset === undefined) continue;
    const known = members.get(fileset);
    if (known) known.push(id);
    else members.set(fileset, [id]);
  }
  const files = new Map<number, ClosureFile>();
  // A list of images is shared by the files of a fileset: there may be a million of them.
  const add = (kind: ClosureFile["kind"], needing: readonly ImageId[], row: readonly Value[]) => {
    const known = files.get(Number(row[0]));
    if (!known) files.set(Number(row[0]), described(kind, needing, row));
    else if (needing.some((image) => !known.images.includes(image)))
      files.set(known.id, { ...known, images: [...new Set([...known.images, ...needing])] });
  };
  for await (const [, fileset, ...row] of rowsFor(source, DESCRIBING.filesOfFilesets, [...members.keys()]))
    add("managed", members.get(Number(fileset)) ?? [], row);
  const ids = images.map(({ id }) => id);
  for await (const [, image, ...row] of rowsFor(source, DESCRIBING.filesOfPixels, ids))
    add("original", [Number(image) as ImageId], row);
  return [...files.values()];
}

function described(kind: ClosureFile["kind"], images: readonly ImageId[], row: readonly Value[]): ClosureFile {
  const [id, path, name, algorithm, digest] = row;
  return {
    id: Number(id) as OriginalFileId,
    ...{ kind, images },
    path: String(path ?? ""),
    name: String(name ?? ""),
    ...(typeof algorithm === "string" && typeof digest === "string" && digest !== ""
      ? { algorithm, digest: digest.toLowerCase() }
      : {}),
  };
}

/** Rows for chunks of ids, each chunk page by page: one id may have any number of rows. */
async function* rowsFor(source: Source, hql: string, ids: readonly number[]): AsyncGenerator<Value[]> {
  for (const chunk of pieces(ids, MOST_IDS))
    yield* source.pages(hql, { ids: chunk }, { ...ALL, pageSize: FILES_AT_ONCE });
}
