import type { OmeroClient, Value } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId } from "../domain/ids.js";

/** Bytes of one user in one group. */
export interface Used {
  readonly owner: ExperimenterId;
  readonly group: GroupId;
  readonly bytes: number;
}

const ALL = { group: "all" } as const;
const FILES = `select f.id, f.details.owner.id, f.details.group.id, f.size from OriginalFile f
  where f.id > :after order by f.id`;
// Pixels of OMERO 4 lie below Pixels, and their size stands nowhere. Those of a fileset are read out of its files.
const PIXELS = `select p.id, p.details.owner.id, p.details.group.id, t.bitSize, p.sizeX, p.sizeY, p.sizeZ, p.sizeC, p.sizeT
  from Pixels p join p.image i join p.pixelsType t where i.fileset.id is null and p.id > :after order by p.id`;

/** Every original file's size, as OMERO has it: of filesets, of OMERO 4, attachments; in memory that does not grow. */
export async function* originalFileSizes(source: Pick<OmeroClient, "pages">): AsyncGenerator<Used> {
  for await (const [, owner, group, size] of source.pages(FILES, {}, ALL)) yield used(owner, group, Number(size ?? 0));
}

/** What the pixels of every image without a fileset take, by dimensions and pixel type. */
export async function* pixelsSizes(source: Pick<OmeroClient, "pages">): AsyncGenerator<Used> {
  for await (const [, owner, group, ...factors] of source.pages(PIXELS, {}, ALL))
    yield used(owner, group, Math.ceil(factors.reduce<number>((product, n) => product * Number(n), 1) / 8));
}

function used(owner: Value | undefined, group: Value | undefined, bytes: number): Used {
  return { owner: Number(owner) as ExperimenterId, group: Number(group) as GroupId, bytes };
}
