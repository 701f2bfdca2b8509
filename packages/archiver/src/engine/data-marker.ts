import { randomUUID } from "node:crypto";
import { closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { z } from "zod";
import { isCode } from "../disk/errors.js";
import { type Folder, Folders, partsBelow, within } from "../disk/folders.js";
import { HOME, topOf } from "../disk/home.js";
import { unavailable } from "./outcome.js";

const MARKER = "data.json";
const markerSchema = z.object({ format: z.literal(1), id: z.string(), places: z.array(z.string()) });
type Marker = z.output<typeof markerSchema>;

/**
 * Marks one of OMERO's places as there, so that a disk that is not mounted is not taken for one whose files are gone.
 * @returns whether it was new
 */
export function markPlace(root: string, place: string): boolean {
  const folders = new Folders();
  try {
    const home = folders.make(topOf(wayTo(folders, root, place)).path, [HOME], 0o700);
    const marker = readMarker(home) ?? { format: 1, id: randomUUID(), places: [] };
    if (marker.places.includes(place)) return false;
    const temporary = `${MARKER}.${process.pid}`;
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    const fd = openSync(within(home, temporary), flags, 0o600);
    try {
      writeSync(fd, `${JSON.stringify({ ...marker, places: [...marker.places, place] })}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(within(home, temporary), within(home, MARKER));
    fsyncSync(home.fd);
    return true;
  } finally {
    folders.close();
  }
}

/** Places that were looked at, by the folders that are open: one look for each batch of files and step. */
const seen = new WeakMap<Folders, Set<string>>();

/** @throws Stop, unavailable, where a place is not the one that was marked: nothing about its files is news then */
export function checkPlace(folders: Folders, root: string, place: string): void {
  const known = seen.get(folders) ?? new Set();
  if (known.has(place)) return;
  lookAtMarker(folders, root, place);
  seen.set(folders, known.add(place));
}

function lookAtMarker(folders: Folders, root: string, place: string): void {
  let marker: Marker | undefined;
  try {
    marker = readMarker(folders.at(topOf(wayTo(folders, root, place)).path, [HOME]));
  } catch (error) {
    if (!isCode(error, "ENOENT", "ENOTDIR")) throw error;
  }
  if (!marker?.places.includes(place))
    throw unavailable(
      "data",
      `${place} does not carry the archiver's marker (${HOME}/${MARKER}). Is its disk mounted? Where it is used for the first time, \`omero-archiver store init\` marks it`,
    );
}

/** The folders from a root to one of OMERO's places. */
export function wayTo(folders: Folders, root: string, place: string): Folder[] {
  if (place === root) return folders.walk(root, []);
  const { folders: between, name } = partsBelow(root, place);
  return folders.walk(root, [...between, name]);
}

function readMarker(home: Folder): Marker | undefined {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(within(home, MARKER), "utf8")));
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
