import { lstatSync, renameSync } from "node:fs";
import type { Configuration } from "../config/configuration.js";
import { syncFolders } from "../disk/durable.js";
import { type Folder, Folders, within } from "../disk/folders.js";
import { homesAt } from "../disk/home.js";
import { type FileKey, fileKeyText } from "../domain/files.js";
import { heldIn, type Leftover, leftoversIn, removeQuietly } from "../engine/leftovers.js";
import { fileByKey } from "../register/files.js";
import { holdersOf } from "../register/holders.js";
import type { Register } from "../register/register.js";
import type { Store } from "../stores/store.js";

/**
 * Clears away what runs that were cut off have left in our own folders, as far as nobody will come back for it: files that
 * wait for a worker are left to it. A held original is never removed before the register says that its file is archived;
 * where it will not be, because its job is over, the original goes back to its place.
 */
export async function sweep(register: Register, config: Configuration, store: Store): Promise<void> {
  const folders = new Folders();
  try {
    const { dataDir, managedRepository, files, pixels } = config.places;
    const roots = [dataDir, managedRepository, files, pixels];
    for (const folder of homesAt(folders, roots, "swap")) await sweepFolder(register, folders, folder);
    for (const folder of homesAt(folders, roots, "held")) await letGo(register, folder, config.hold);
    for (const folder of homesAt(folders, [store.folder.root], "incoming"))
      await sweepFolder(register, folders, folder);
  } finally {
    folders.close();
  }
}

async function sweepFolder(register: Register, folders: Folders, folder: Folder): Promise<void> {
  const leftovers = leftoversIn(folder);
  const holders = await holdersOf(
    register,
    leftovers.map(({ key }) => key),
  );
  for (const leftover of leftovers) {
    const holder = holders.get(fileKeyText(leftover.key));
    // What this register does not know is another's, which may be at work: a selftest's, or the site's own meanwhile.
    if (!holder || holder.queued || holder.inHand) continue;
    if (leftover.kind !== "held") removeQuietly(folder, leftover.name);
    else if (holder.step === "archived") removeQuietly(folder, leftover.name);
    else await returnHeld(register, folders, folder, leftover);
  }
}

/** Removes originals that were held long enough (ms), if their files are archived still. */
async function letGo(register: Register, folder: Folder, hold: number): Promise<void> {
  const over = heldIn(folder).filter(({ since }) => since < Date.now() - hold);
  const holders = await holdersOf(
    register,
    over.map(({ key }) => key),
  );
  for (const { key, name } of over) {
    const holder = holders.get(fileKeyText(key));
    if (holder?.step === "archived" && !holder.queued) removeQuietly(folder, name);
  }
}

/** Renames a held original over its link; one whose place is taken by a file stays where it is, as nobody can tell which is right. */
async function returnHeld(register: Register, folders: Folders, home: Folder, { key, name }: Leftover): Promise<void> {
  const path = await pathOf(register, key);
  if (path === undefined) return;
  const place = lstatSync(path, { throwIfNoEntry: false });
  if (!place?.isSymbolicLink()) {
    const held = lstatSync(within(home, name), { bigint: true, throwIfNoEntry: false });
    const same = held && place && BigInt(place.ino) === held.ino && BigInt(place.dev) === held.dev;
    if (same) removeQuietly(home, name);
    return;
  }
  renameSync(within(home, name), path);
  const folder = path.slice(0, path.lastIndexOf("/"));
  syncFolders([folders.at(folder, [])]);
}

async function pathOf(register: Register, key: FileKey): Promise<string | undefined> {
  return (await fileByKey(register, key))?.path;
}
