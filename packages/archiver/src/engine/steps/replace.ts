import { linkSync, lstatSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { syncFolders } from "../../disk/durable.js";
import { hasNoHardLinks } from "../../disk/errors.js";
import { type Folder, within } from "../../disk/folders.js";
import { homeFor } from "../../disk/home.js";
import { changeSince } from "../../disk/identity.js";
import { type FileKey, fileKeyText } from "../../domain/files.js";
import { checkStoreFolder } from "../../stores/marker.js";
import { failurePoint } from "../failure-points.js";
import { type Leftover, leftoversIn, removeQuietly, temporaryName } from "../leftovers.js";
import { checkUnchanged, type Place, placeOf } from "../originals.js";
import { anew, failed, ignored, Stop, writeFailed } from "../outcome.js";
import { type Bench, phase } from "../phase.js";
import { checkCopyThere, throwAway } from "../store-files.js";
import type { FileTask } from "../task.js";

/**
 * Puts a symbolic link in each original's place, which never stops existing: the original gets a second name in our folder on
 * its own file system, and the link is renamed over the first. Then the held original is looked at once more: if OMERO has
 * written to it, it goes back. (The design, step 6)
 */
export const replace = phase(async (round, bench) => {
  const { folders, rules } = bench;
  checkStoreFolder(folders, rules.store);
  const earlier = new EarlierTries();
  const changed = new Set<Folder>();
  await round.each((task) => {
    changed.add(swap(task, bench, earlier));
    return undefined;
  });
  syncFolders(changed);
  failurePoint("replace: link on the disk");
  await round.each((task) => {
    const place = placeOf(folders, task);
    const home = homeFor(folders, place.way, "swap");
    const held = temporaryName(task.key, task.token, "held");
    const change = changeOfHeld(home, held, task);
    if (change === undefined) return undefined;
    renameSync(within(home, held), within(place.folder, place.name));
    syncFolders([place.folder]);
    throwAway(folders, rules.store, task.evidence);
    throw anew(`${task.path}: while it was being replaced ${change}; the original is back in its place`);
  });
});

/** How a held original differs from what was archived; undefined where it does not, or where there is none. */
export function changeOfHeld(home: Folder, held: string, task: FileTask): string | undefined {
  const stats = lstatSync(within(home, held), { bigint: true, throwIfNoEntry: false });
  return stats && changeSince(task.evidence, stats);
}

/** @returns the folder whose names have changed */
function swap(task: FileTask, bench: Bench, earlier: EarlierTries): Folder {
  const { folders, rules } = bench;
  const place = placeOf(folders, task);
  const home = homeFor(folders, place.way, "swap");
  const own = (kind: "held" | "link") => within(home, temporaryName(task.key, task.token, kind));
  const original = within(place.folder, place.name);
  const helds = earlier.of(home, task);
  if (isReplaced(original, task)) {
    // An earlier try got this far. What it held is ours now.
    const [last] = helds.splice(-1);
    if (last) renameSync(within(home, last.name), own("held"));
    return place.folder;
  }
  checkOriginal(place, task, helds.length, bench);
  for (const { name } of helds) removeQuietly(home, name);
  checkCopyThere(folders, rules.store, task);
  try {
    linkSync(original, own("held"));
  } catch (error) {
    if (!hasNoHardLinks(error)) throw error;
    if (rules.withoutHardLinks === "refuse")
      throw failed(
        `${task.path} can't be held while it is replaced, as its file system refuses hard links (${(error as Error).message}); where that has to do, set withoutHardLinks: allow`,
      );
  }
  try {
    failurePoint("replace: original held");
    symlinkSync(task.evidence.linkTarget as string, own("link"));
    failurePoint("replace: link made");
    checkOriginal(place, task, 1, bench);
    renameSync(own("link"), original);
    failurePoint("replace: renamed over the original");
    return place.folder;
  } catch (error) {
    removeQuietly(home, temporaryName(task.key, task.token, "link"));
    if (!isReplaced(original, task)) removeQuietly(home, temporaryName(task.key, task.token, "held"));
    throw writeFailed("data", task.root, error);
  }
}

/** Whether the link that we make is there already. @throws Stop for any other link, or nothing */
function isReplaced(original: string, task: FileTask): boolean {
  const stats = lstatSync(original, { throwIfNoEntry: false });
  if (!stats) throw new Stop({ is: "missing" });
  if (!stats.isSymbolicLink()) return false;
  const target = readlinkSync(original);
  if (target === task.evidence.linkTarget) return true;
  throw ignored(`somebody has made it a symbolic link to ${target}`);
}

/** @throws Stop; where the original has changed, its copy is of no use any more */
function checkOriginal(place: Place, task: FileTask, ours: number, { folders, rules }: Bench): void {
  try {
    checkUnchanged(place, task, ours);
  } catch (error) {
    if (error instanceof Stop && error.outcome.is === "anew") throwAway(folders, rules.store, task.evidence);
    throw error;
  }
}

/** What earlier tries have left of the files of a batch, looked up once for each of our folders. */
class EarlierTries {
  private readonly seen = new Map<Folder, Map<string, Leftover[]>>();

  /**
   * The originals that earlier tries of a file hold, oldest first. Their links are removed: a worker that was thought dead
   * must not be able to rename one over what is there by then.
   */
  of(home: Folder, { key, token }: FileTask): Leftover[] {
    const helds: Leftover[] = [];
    for (const leftover of this.all(home).get(fileKeyText(key)) ?? []) {
      if (leftover.token >= token) continue;
      if (leftover.kind === "held") helds.push(leftover);
      else removeQuietly(home, leftover.name);
    }
    return helds.sort((a, b) => a.token - b.token);
  }

  private all(home: Folder): Map<string, Leftover[]> {
    const known = this.seen.get(home);
    if (known) return known;
    const byKey = new Map<string, Leftover[]>();
    for (const leftover of leftoversIn(home))
      byKey.set(textOf(leftover), [...(byKey.get(textOf(leftover)) ?? []), leftover]);
    this.seen.set(home, byKey);
    return byKey;
  }
}

function textOf({ key }: { readonly key: FileKey }): string {
  return fileKeyText(key);
}
