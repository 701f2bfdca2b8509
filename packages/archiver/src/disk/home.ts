import { isCode } from "./errors.js";
import type { Folder, Folders } from "./folders.js";

/** The folder of ours on each file system of OMERO's, and in each store. */
export const HOME = ".omero-archiver";

/** What is in it: originals and links on their way to each other's place, and originals that are held for `undo`. */
export type HomePart = "swap" | "held";

/** Our folder for a file: in the topmost folder that is on the file's own file system, as only there it can be held. */
export function homeFor(folders: Folders, way: readonly Folder[], part: HomePart): Folder {
  return folders.make(topOf(way).path, [HOME, part], 0o700);
}

/** Our folders of one kind at roots; where there is none, nobody has needed it yet. */
export function homesAt(folders: Folders, roots: Iterable<string>, part: HomePart | "incoming"): Folder[] {
  return [...new Set(roots)].flatMap((root) => {
    try {
      return [folders.at(root, [HOME, part])];
    } catch (error) {
      if (isCode(error, "ENOENT")) return [];
      throw error;
    }
  });
}

/** The first folder on a way that is on the same device as its end. */
export function topOf(way: readonly Folder[]): Folder {
  const device = way.at(-1)?.device;
  return way.find((folder) => folder.device === device) as Folder;
}
