import { closeSync, lstatSync, readlinkSync } from "node:fs";
import { isCode } from "../disk/errors.js";
import { type Folder, type Folders, partsBelow, UnsafeFolder, within } from "../disk/folders.js";
import { changeSince, statOf } from "../disk/identity.js";
import { openToRead } from "../disk/open.js";
import type { End } from "../disk/pass.js";
import { checkPlace } from "./data-marker.js";
import { anew, failed, ignored, Stop } from "./outcome.js";
import type { FileTask } from "./task.js";

const LINK = "a symbolic link: imported in place, or archived already";
const SHARED = "has another hard link (imported in place?): archiving it would free nothing";

/** Where a file of OMERO's is: the folders on the way to it, the last of which holds its name. */
export interface Place {
  readonly way: readonly Folder[];
  readonly folder: Folder;
  readonly name: string;
}

/** Opens the folders on the way to a file. @throws Stop */
export function placeOf(folders: Folders, task: FileTask): Place {
  checkPlace(folders, task.root, task.place);
  try {
    const { folders: parts, name } = partsBelow(task.root, task.path);
    const way = folders.walk(task.root, parts);
    return { way, folder: way.at(-1) as Folder, name };
  } catch (error) {
    throw isCode(error, "ENOENT", "ENAMETOOLONG") ? new Stop({ is: "missing" }) : asFailed(error, task);
  }
}

/** An original as it was opened. */
export interface Original extends End {
  readonly place: Place;
}

/**
 * Opens an original without following links: a regular file with no other name.
 * @throws Stop: missing, ignored, failed
 */
export function openOriginal(folders: Folders, task: FileTask): Original {
  const place = placeOf(folders, task);
  let end: End;
  try {
    end = openToRead(place.folder, place.name, task.size > 0);
  } catch (error) {
    if (isCode(error, "ENOENT", "ENAMETOOLONG")) throw new Stop({ is: "missing" });
    if (isCode(error, "ELOOP")) throw linkOf(place, task);
    if (isCode(error, "ENXIO")) throw ignored("not a regular file");
    throw asFailed(error, task);
  }
  try {
    const stats = statOf(end.fd);
    if (!stats.isFile()) throw ignored("not a regular file");
    if (Number(stats.nlink) > 1) throw ignored(SHARED);
    return { ...end, place };
  } catch (error) {
    closeSync(end.fd);
    throw error;
  }
}

/**
 * That an original is still what was copied.
 * @param ours how many other hard links are known to be ours
 * @throws Stop: anew where it is not; missing; ignored where it is a link, or has a name that is not ours
 */
export function checkUnchanged({ folder, name }: Place, task: FileTask, ours: number): void {
  const stats = lstatSync(within(folder, name), { bigint: true, throwIfNoEntry: false });
  if (!stats) throw new Stop({ is: "missing" });
  if (stats.isSymbolicLink()) throw ignored(LINK);
  if (!stats.isFile()) throw ignored("not a regular file");
  const change = changeSince(task.evidence, stats);
  if (change) throw anew(`${task.path}: ${change}`);
  if (Number(stats.nlink) > 1 + ours) throw ignored(SHARED);
}

/** A link that is known to lead to a copy which is not known to be good is no import in place. */
function linkOf({ folder, name }: Place, { path, evidence }: FileTask): Stop {
  if (evidence.linkTarget === undefined || readlinkSync(within(folder, name)) !== evidence.linkTarget)
    return ignored(LINK);
  return failed(
    `${path} is a link already, and its copy ${evidence.linkTarget} is not known to be good: put the file back in its place, cancel the job, and let it be asked for again`,
  );
}

function asFailed(error: unknown, task: FileTask): Error {
  if (error instanceof UnsafeFolder || error instanceof Stop) return error;
  const advice = isCode(error, "EACCES", "EPERM") ? "; run as the user that OMERO.server runs as" : "";
  return failed(`${task.path} can't be opened: ${(error as Error).message}${advice}`);
}
