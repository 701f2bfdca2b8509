import { fsyncSync, lstatSync } from "node:fs";
import { isCode } from "../disk/errors.js";
import { type Folder, type Folders, partsBelow, within } from "../disk/folders.js";
import { HOME } from "../disk/home.js";
import { type Evidence, type FileKey, fileKeyText } from "../domain/files.js";
import type { StoreFolder } from "../stores/marker.js";
import { removeQuietly } from "./leftovers.js";
import { anew } from "./outcome.js";
import type { FileTask } from "./task.js";

/** A name in a store. */
export interface StorePlace {
  readonly folder: Folder;
  readonly name: string;
}

/** A place that no other file's copy can have; relative to the root. */
export function ownPathOf(key: FileKey): string {
  return [HOME, "copies", fileKeyText(key).replace(":", "-")].join("/");
}

/** Opens the folder of a path in a store, making what is missing. @param path relative to the root */
export function makeStorePlace(folders: Folders, { root }: StoreFolder, path: string): StorePlace {
  const { folders: parts, name } = partsBelow(root, `${root}/${path}`);
  return { folder: folders.make(root, parts), name };
}

/** Opens the folder of a copy. @throws ENOENT */
export function storePlace(folders: Folders, { root }: StoreFolder, path: string): StorePlace {
  const { folders: parts, name } = partsBelow(root, `${root}/${path}`);
  return { folder: folders.at(root, parts), name };
}

/** That a file's copy is still there, as large as it was. @throws Stop, anew */
export function checkCopyThere(folders: Folders, store: StoreFolder, { evidence }: FileTask): StorePlace {
  const path = evidence.storePath ?? "";
  try {
    const at = storePlace(folders, store, path);
    const stats = lstatSync(within(at.folder, at.name));
    if (stats.isFile() && stats.size === evidence.size) return at;
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
  throw anew(`its copy ${store.root}/${path} is not there any more, or not whole`);
}

/** Removes a copy that is of no use: the original is there, and its copy is not the same. */
export function throwAway(folders: Folders, store: StoreFolder, { storePath }: Evidence): void {
  if (storePath === undefined) return;
  try {
    const { folder, name } = storePlace(folders, store, storePath);
    removeQuietly(folder, name);
    fsyncSync(folder.fd);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
}
