import type { Places } from "../config/configuration.js";
import type { FileKind } from "../domain/files.js";
import type { ImageId } from "../domain/ids.js";
import { attachments } from "../omero/attachments.js";
import type { Source } from "../omero/closure.js";
import { pieces } from "../omero/collections.js";
import { describeImages, filesOfImages } from "../omero/describe.js";
import { databaseFile, pixelsFiles } from "../omero/disk.js";
import { originalPath, UnsafePath } from "../omero/paths.js";
import { Names } from "../omero/people.js";
import { lookAt, type Seen } from "./look.js";

/** A physical file, and the images among those asked for that need it. */
export interface ImageFile {
  /** attachment: of a file annotation. */
  readonly kind: FileKind | "attachment";
  /** Of the original file; of Pixels for what lies below Pixels. */
  readonly id: number;
  readonly path: string;
  readonly images: readonly ImageId[];
  readonly seen: Seen;
}

interface Expected extends Omit<ImageFile, "seen"> {
  /** Nothing says whether there is one. */
  readonly mayBeAbsent: boolean;
}

const LOOKS = 32;

/**
 * The physical files of images: those of their filesets or the OMERO 4 originals, what there is below Pixels, and files that
 * are attached. Each once, with all of the images that need it.
 */
export async function* imageFiles(source: Source, places: Places, ids: readonly ImageId[]): AsyncGenerator<ImageFile> {
  const expected = await expectedFiles(source, places, ids);
  for (const some of pieces(expected, LOOKS)) {
    const seen = await Promise.all(some.map(lookAtOne));
    for (const [i, { mayBeAbsent, ...file }] of some.entries()) {
      const found = seen[i] as Seen;
      if (!(mayBeAbsent && found.is === "missing")) yield { ...file, seen: found };
    }
  }
}

async function expectedFiles(source: Source, places: Places, ids: readonly ImageId[]): Promise<Expected[]> {
  const images = await describeImages(source, ids, new Names(source));
  const expected: Expected[] = [];
  for (const file of await filesOfImages(source, images)) {
    const place = confined(`${file.path}${file.name}`, () => databaseFile(places, file).path);
    expected.push({ kind: file.kind, id: file.id, path: place, images: file.images, mayBeAbsent: false });
  }
  for (const { id, pixels } of images) {
    for (const pixelsId of pixels)
      for (const { key, path } of pixelsFiles(places, id, pixelsId))
        expected.push({ ...key, path, images: [id], mayBeAbsent: true });
  }
  const attached = new Map<number, Expected & { images: ImageId[] }>();
  for await (const { on, id } of attachments(source, ids)) {
    const place = originalPath(places, id);
    const known = attached.get(id) ?? { kind: "attachment", id, path: place, images: [], mayBeAbsent: false };
    if (!known.images.includes(on)) known.images.push(on);
    attached.set(id, known);
  }
  return [...expected, ...attached.values()];
}

/** A path that would lead out of OMERO's data is not looked at, and shown as OMERO has it: relative. */
function confined(asOmeroHasIt: string, place: () => string): string {
  try {
    return place();
  } catch (error) {
    if (error instanceof UnsafePath) return asOmeroHasIt.replace(/^\/+/, "");
    throw error;
  }
}

async function lookAtOne({ path }: Expected): Promise<Seen> {
  if (path.startsWith("/")) return lookAt(path);
  return { is: "unseen", cause: "OMERO names a path that leads out of its data directory" };
}
