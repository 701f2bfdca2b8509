import { join, normalize, sep } from "node:path";
import type { Places } from "../config/configuration.js";
import type { FileKey } from "../domain/files.js";

/** A path that OMERO's data gives leads out of the data directory, or is none. */
export class UnsafePath extends Error {
  override readonly name = "UnsafePath";
}

/**
 * Where a file of a fileset is: OriginalFile.path and name below the managed repository.
 * @throws UnsafePath for one that would leave it: such a text is not from OMERO's importer.
 */
export function managedPath(places: Places, path: string, name: string): string {
  const relative = `${path}/${name}`;
  const whole = normalize(join(places.managedRepository, relative));
  const parts = relative.split("/");
  if (
    parts.includes("..") ||
    relative.includes("\0") ||
    name === "" ||
    !whole.startsWith(places.managedRepository + sep)
  ) {
    throw new UnsafePath(
      `OMERO names the file ${JSON.stringify(relative)}, which leads out of ${places.managedRepository}`,
    );
  }
  return whole;
}

/**
 * Where a file that OMERO knows by number is: ids above 999 stand in folders by thousands, 1234567 at
 * Dir-001/Dir-234/1234567. (Rule of the server: whole-number division)
 */
export function numberedPath(root: string, id: number): string {
  const folders: string[] = [];
  for (let rest = Math.floor(id / 1_000); rest > 0; rest = Math.floor(rest / 1_000)) {
    folders.unshift(`Dir-${String(rest % 1_000).padStart(3, "0")}`);
  }
  return join(root, ...folders, String(id));
}

export function originalPath(places: Places, originalFileId: number): string {
  return numberedPath(places.files, originalFileId);
}

export function pixelsPath(places: Places, pixelsId: number): string {
  return numberedPath(places.pixels, pixelsId);
}

export function pyramidPath(places: Places, pixelsId: number): string {
  return `${pixelsPath(places, pixelsId)}_pyramid`;
}

/** The data directory's own folder in which a file of this kind lies. */
export function rootOf(places: Places, { kind }: FileKey): string {
  return kind === "managed" ? places.managedRepository : kind === "original" ? places.files : places.pixels;
}

/** From where folders are opened one by one on the way to files of this kind. */
export function topOf(places: Places, key: FileKey): string {
  return topOfPlace(places, rootOf(places, key));
}

/** From where they are opened on the way to one of OMERO's places: the data directory, if it lies in it. */
export function topOfPlace({ dataDir }: Places, place: string): string {
  return place === dataDir || place.startsWith(dataDir + sep) ? dataDir : place;
}
