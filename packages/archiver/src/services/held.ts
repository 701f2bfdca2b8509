import { lstatSync } from "node:fs";
import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import { Folders } from "../disk/folders.js";
import { homesAt } from "../disk/home.js";
import type { ImageId } from "../domain/ids.js";
import { heldIn } from "../engine/leftovers.js";
import { fileByKey } from "../register/files.js";
import type { Register } from "../register/register.js";
import { planRestore, type RestorePlan } from "./restore.js";

/** Originals are not held (any more): only a restore from the store brings them back. */
export class NotHeld extends Error {
  override readonly name = "NotHeld";
}

/**
 * What an undo would bring back: as a restore, but at once, from the originals that are still held.
 * @throws NotHeld where one of them is not
 */
export async function planUndo(
  client: OmeroClient,
  register: Register,
  images: readonly ImageId[],
): Promise<RestorePlan> {
  const plan = await planRestore(client, register, images);
  for (const { key, path } of plan.draft?.files ?? []) {
    const { heldPath } = (await fileByKey(register, key))?.evidence ?? {};
    if (heldPath === undefined || !lstatSync(heldPath, { throwIfNoEntry: false }))
      throw new NotHeld(
        `the original of ${path} is not held any more: \`omero-archiver restore\` brings it back from the store`,
      );
  }
  return plan;
}

/** What held originals take of OMERO's storage, in our folders at the data directory and its places. */
export function heldSpace(config: Configuration): { readonly files: number; readonly bytes: number } {
  const { dataDir, managedRepository, files, pixels } = config.places;
  const folders = new Folders();
  let sum = { files: 0, bytes: 0 };
  try {
    for (const folder of homesAt(folders, [dataDir, managedRepository, files, pixels], "held"))
      for (const { size } of heldIn(folder)) sum = { files: sum.files + 1, bytes: sum.bytes + size };
    return sum;
  } finally {
    folders.close();
  }
}
