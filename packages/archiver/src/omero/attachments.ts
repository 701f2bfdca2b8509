import type { Value } from "@omero-archiver/omero";
import type { RecordedDigest } from "../domain/files.js";
import type { ImageId, OriginalFileId } from "../domain/ids.js";
import type { ById } from "./people.js";

/** A file that hangs on an image by an annotation. */
export interface AttachedFile {
  readonly on: ImageId;
  readonly id: OriginalFileId;
  readonly path: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly recorded?: RecordedDigest;
}

const COLUMNS = "f.id, f.path, f.name, f.size, h.value, f.hash";
const ATTACHED = `select l.parent.id, ${COLUMNS} from ImageAnnotationLink l, FileAnnotation a join a.file f left outer join f.hasher h
  where l.child.id = a.id and l.parent.id in (:ids) order by l.id`;

/** The files that are attached to images. */
export async function* attachments(source: ById, images: Iterable<ImageId>): AsyncGenerator<AttachedFile> {
  for await (const [on, ...row] of source.forIds(ATTACHED, images, {}, { group: "all" }))
    yield fileOf(Number(on) as ImageId, row);
}

function fileOf(on: ImageId, [id, path, name, size, algorithm, digest]: readonly Value[]): AttachedFile {
  return {
    on,
    id: Number(id) as OriginalFileId,
    path: String(path ?? ""),
    name: String(name ?? ""),
    size: Number(size ?? 0),
    ...(typeof algorithm === "string" && typeof digest === "string" && digest !== ""
      ? { recorded: { algorithm, digest: digest.toLowerCase() } }
      : {}),
  };
}
