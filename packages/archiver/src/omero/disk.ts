import { lstat } from "node:fs/promises";
import type { Places } from "../config/configuration.js";
import type { FileKey, RecordedDigest } from "../domain/files.js";
import type { ImageId } from "../domain/ids.js";
import type { DraftFile } from "../domain/jobs.js";
import type { ClosureFile, Component } from "./closure.js";
import { pieces } from "./collections.js";
import { managedPath, originalPath, pixelsPath, pyramidPath } from "./paths.js";

/** A file can't be looked at, so nothing is known of it. */
export class UnseenFile extends Error {
  override readonly name = "UnseenFile";
}

/** Files looked at together: a network file system answers each in its own time. */
const LOOKS = 32;

/**
 * The physical files of a component: what the database names, and what of Pixels is on the disk.
 * @throws UnsafePath for a file that, by its name in the database, would lie outside of OMERO's data; UnseenFile
 */
export async function draftFiles(places: Places, component: Component): Promise<DraftFile[]> {
  const expected = [
    ...component.files.map((file) => databaseFile(places, file)),
    ...component.images.flatMap(({ id, pixels }) => pixels.flatMap((pixelsId) => pixelsFiles(places, id, pixelsId))),
  ];
  const files: DraftFile[] = [];
  for (const some of pieces(expected, LOOKS)) {
    const seen = await Promise.all(some.map((file) => look(file.path)));
    for (const [i, { mayBeAbsent, ...file }] of some.entries()) {
      const found = seen[i] as Looked;
      if (!(mayBeAbsent && found.condition.is === "missing")) files.push({ ...file, ...found });
    }
  }
  return files;
}

/** A file as it ought to be on the disk. */
export interface ExpectedFile {
  readonly key: FileKey;
  readonly path: string;
  readonly recorded?: RecordedDigest;
  readonly images: readonly ImageId[];
  /** The database does not say whether it exists. */
  readonly mayBeAbsent: boolean;
}

/** Where a file of the database lies. @throws UnsafePath */
export function databaseFile(places: Places, file: ClosureFile): ExpectedFile {
  return {
    key: { kind: file.kind, id: file.id },
    path: file.kind === "managed" ? managedPath(places, file.path, file.name) : originalPath(places, file.id),
    ...(file.algorithm && file.digest ? { recorded: { algorithm: file.algorithm, digest: file.digest } } : {}),
    images: file.images,
    mayBeAbsent: false,
  };
}

/** What may lie below Pixels for an image. */
export function pixelsFiles(places: Places, image: ImageId, id: number): ExpectedFile[] {
  const images = [image];
  return [
    { key: { kind: "pixels", id }, path: pixelsPath(places, id), images, mayBeAbsent: true },
    { key: { kind: "pyramid", id }, path: pyramidPath(places, id), images, mayBeAbsent: true },
  ];
}

type Looked = Pick<DraftFile, "size" | "condition">;

const OK = { is: "ok" } as const;

async function look(path: string): Promise<Looked> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return ignored(0, "a symbolic link: imported in place, or archived already");
    if (!stats.isFile()) return ignored(0, "not a regular file");
    if (stats.nlink > 1)
      return ignored(stats.size, "has another hard link (imported in place?): archiving it would free nothing");
    return { size: stats.size, condition: OK };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG")
      return { size: 0, condition: { is: "missing" } };
    const advice = code === "EACCES" ? "; run as the user that OMERO.server runs as" : "";
    throw new UnseenFile(`${path} can't be looked at: ${(error as Error).message}${advice}`, { cause: error });
  }
}

function ignored(size: number, reason: string): Looked {
  return { size, condition: { is: "ignored", reason } };
}
