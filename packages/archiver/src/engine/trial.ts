import { closeSync, constants, fsyncSync, linkSync, openSync, renameSync, symlinkSync, writeSync } from "node:fs";
import { hasNoHardLinks } from "../disk/errors.js";
import { type Folder, Folders, within } from "../disk/folders.js";
import { HOME, homeFor } from "../disk/home.js";
import { type ReadBack, readBack } from "../disk/read-back.js";
import { Signals } from "../disk/signals.js";
import { checkStoreFolder, type StoreFolder } from "../stores/marker.js";
import { checkPlace, wayTo } from "./data-marker.js";
import { removeQuietly } from "./leftovers.js";

const NAMES = ["trial", "trial.held", "trial.link"] as const;
const [FILE, HELD, LINK] = NAMES;
const BYTES = Buffer.from("the archiver tries whether it can write here\n");

/**
 * Replaces a file of its own by a link, as archiving does with originals, in the folder where they are on their way.
 * @param root from where folders are opened one by one
 * @throws Stop where the place does not carry the marker; what the file system says
 */
export function tryLinks(root: string, place: string): { hardLinks: boolean } {
  const folders = new Folders();
  let home: Folder | undefined;
  try {
    checkPlace(folders, root, place);
    home = homeFor(folders, wayTo(folders, root, place), "swap");
    for (const name of NAMES) removeQuietly(home, name);
    write(home);
    const hardLinks = holds(home);
    symlinkSync("nowhere", within(home, LINK));
    renameSync(within(home, LINK), within(home, FILE));
    fsyncSync(home.fd);
    return { hardLinks };
  } finally {
    if (home) for (const name of NAMES) removeQuietly(home, name);
    folders.close();
  }
}

/** Writes a small file into a store and reads it back. @throws StoreUnavailable; what the file system says */
export async function tryStore(store: StoreFolder): Promise<ReadBack["how"]> {
  const folders = new Folders();
  let home: Folder | undefined;
  try {
    checkStoreFolder(folders, store);
    home = folders.make(store.root, [HOME]);
    removeQuietly(home, FILE);
    write(home);
    fsyncSync(home.fd);
    return (await readBack(home, FILE, ["sha256"], new Signals())).how;
  } finally {
    if (home) removeQuietly(home, FILE);
    folders.close();
  }
}

function write(folder: Folder): void {
  const fd = openSync(within(folder, FILE), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(fd, BYTES);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function holds(folder: Folder): boolean {
  try {
    linkSync(within(folder, FILE), within(folder, HELD));
    return true;
  } catch (error) {
    if (hasNoHardLinks(error)) return false;
    throw error;
  }
}
