import { randomUUID } from "node:crypto";
import { closeSync, constants, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { isCode } from "../disk/errors.js";
import { Folders, within } from "../disk/folders.js";
import { HOME } from "../disk/home.js";
import type { StoreId } from "../domain/ids.js";

/** The marker within a store's `HOME`. */
export const STORE_MARKER = "store.json";
const markerSchema = z.object({ format: z.literal(1), store: z.uuid(), made: z.iso.datetime() });

/** A store's folder, as threads see it. */
export interface StoreFolder {
  readonly id: StoreId;
  readonly root: string;
  /** st_dev of the root when the store was opened, decimal. */
  readonly device: string;
}

/** A store is not there, or not the one it was. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/**
 * Makes a folder a store: its marker says so from now on. Anything may be in it already.
 * @returns its id, and whether it was made just now
 * @throws StoreUnavailable where the folder can't be made or written
 */
export function initStore(root: string): { id: StoreId; made: boolean } {
  const folders = new Folders();
  try {
    mkdirSync(root, { recursive: true });
    const known = readMarker(root);
    if (known) return { id: known, made: false };
    const home = folders.make(root, [HOME]);
    const id = randomUUID() as StoreId;
    const fd = openSync(within(home, STORE_MARKER), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
    try {
      writeSync(fd, `${JSON.stringify({ format: 1, store: id, made: new Date().toISOString() })}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    fsyncSync(home.fd);
    syncParent(root);
    return { id, made: true };
  } catch (cause) {
    if (cause instanceof StoreUnavailable) throw cause;
    throw new StoreUnavailable(`${root} can't be made a store: ${(cause as Error).message}`, { cause });
  } finally {
    folders.close();
  }
}

/** @throws StoreUnavailable where the folder is no store */
export function openStoreFolder(root: string): StoreFolder {
  const id = readMarker(root);
  if (!id)
    throw new StoreUnavailable(
      `${root} is no store: its marker ${join(HOME, STORE_MARKER)} is not there. Is its disk mounted? A new store is made once by \`omero-archiver store init\``,
    );
  const folders = new Folders();
  try {
    return { id, root, device: folders.at(root, []).device };
  } finally {
    folders.close();
  }
}

/** The id that a root's marker holds; undefined where there is none. @throws StoreUnavailable for one that can't be read */
export function readMarker(root: string): StoreId | undefined {
  const file = join(root, HOME, STORE_MARKER);
  try {
    return markerSchema.parse(JSON.parse(readFileSync(file, "utf8"))).store as StoreId;
  } catch (cause) {
    if (isCode(cause, "ENOENT", "ENOTDIR")) return undefined;
    const because =
      cause instanceof z.ZodError || cause instanceof SyntaxError
        ? "it is not what `omero-archiver store init` wrote. Is the disk sound?"
        : (cause as Error).message;
    throw new StoreUnavailable(`the store's marker ${file} can't be read: ${because}`, { cause });
  }
}

/** That the store is still there, and on the same device as when it was opened. @throws StoreUnavailable */
export function checkStoreFolder(folders: Folders, store: StoreFolder): void {
  const now = openStoreFolder(store.root);
  if (now.id !== store.id)
    throw new StoreUnavailable(`${store.root} is another store now: ${now.id} instead of ${store.id}`);
  if (now.device !== store.device || folders.at(store.root, []).device !== store.device)
    throw new StoreUnavailable(`${store.root} is on another device than when the run began: was its disk unmounted?`);
}

function syncParent(path: string): void {
  const fd = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
