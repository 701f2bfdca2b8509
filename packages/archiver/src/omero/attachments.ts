import type { ImageId, OriginalFileId } from "../domain/ids.js";
import type { ById } from "./people.js";

/** A file that hangs on an image by an annotation. */
export interface AttachedFile {
  readonly on: ImageId;
  readonly id: OriginalFileId;
}

const ATTACHED = `select l.parent.id, f.id from ImageAnnotationLink l, FileAnnotation a join a.file f
  where l.child.id = a.id and l.parent.id in (:ids) order by l.id`;

/** The files that are attached to images. */
export async function* attachments(source: ById, images: Iterable<ImageId>): AsyncGenerator<AttachedFile> {
  for await (const [on, id] of source.forIds(ATTACHED, images, {}, { group: "all" }))
    yield { on: Number(on) as ImageId, id: Number(id) as OriginalFileId };
}
