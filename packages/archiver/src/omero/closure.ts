import type { OmeroClient } from "@omero-archiver/omero";
import type { FilesetId, GroupId, ImageId, OriginalFileId, Person, PixelsId } from "../domain/ids.js";
import { components } from "./components.js";
import { describeImages, filesOfImages } from "./describe.js";
import { Names } from "./people.js";

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
  readonly algorithm?: string;
  readonly digest?: string;
  /** Those of the closure that need it. */
  readonly images: readonly ImageId[];
}

/** Images and files of which none is shared with anything outside. */
export interface Component {
  readonly images: readonly ClosureImage[];
  readonly files: readonly ClosureFile[];
}

/** What the closure asks of OMERO: rows for ids, and rows page by page. */
export type Source = Pick<OmeroClient, "forIds" | "pages">;

/** The files of images: of their filesets (OMERO 5), and those linked to their pixels (OMERO 4). */
const FILES = {
  filesets: "select e.originalFile.id from FilesetEntry e join e.fileset s join s.images i where i.id in (:ids)",
  pixels: "select m.parent.id from PixelsOriginalFileMap m join m.child p where p.image.id in (:ids)",
} as const;

/** For images, the images that share something with them; each, with itself, once. */
export const SHARING = {
  fileset: "select j.id from Image j where j.fileset.id in (select i.fileset.id from Image i where i.id in (:ids))",
  filesetAndFileset: imagesByFileset(FILES.filesets),
  filesetAndPixels: imagesByPixels(FILES.filesets),
  pixelsAndFileset: imagesByFileset(FILES.pixels),
  pixelsAndPixels: imagesByPixels(FILES.pixels),
} as const;

function imagesByFileset(files: string): string {
  return `select distinct j.id from FilesetEntry o join o.fileset t join t.images j where o.originalFile.id in (${files})`;
}

function imagesByPixels(files: string): string {
  return `select distinct q.image.id from PixelsOriginalFileMap o join o.child q where o.parent.id in (${files})`;
}

/**
 * All images that share files with the given ones, over any number of steps, with all of their files, sorted into components:
 * archiving some of a component without the others would take bytes away from the others. As many calls as there are steps
 * and chunks of ids, however many files there are.
 */
export async function closure(
  source: Source,
  start: Iterable<ImageId>,
  names: Names = new Names(source),
): Promise<Component[]> {
  const known = new Set<number>();
  for (let fresh = new Set<number>(start); fresh.size > 0; ) {
    for (const id of fresh) known.add(id);
    const reached = new Set<number>();
    for (const question of Object.values(SHARING)) {
      for await (const [id] of source.forIds(question, fresh, {}, { group: "all" }))
        if (!known.has(Number(id))) reached.add(Number(id));
    }
    fresh = reached;
  }
  const images = await describeImages(source, [...known] as ImageId[], names);
  return components(images, await filesOfImages(source, images));
}
