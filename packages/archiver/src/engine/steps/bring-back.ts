import { closeSync, lstatSync, readlinkSync, renameSync } from "node:fs";
import { basename } from "node:path";
import { Hasher } from "../../disk/digests.js";
import { type OpenFile, syncFiles, syncFolders } from "../../disk/durable.js";
import { isCode } from "../../disk/errors.js";
import { type Folder, type Folders, within } from "../../disk/folders.js";
import { homeFor } from "../../disk/home.js";
import { type Attributes, changeSince, type Identity } from "../../disk/identity.js";
import { openToRead, openToWrite } from "../../disk/open.js";
import { type End, pass } from "../../disk/pass.js";
import { readBack } from "../../disk/read-back.js";
import type { Evidence } from "../../domain/files.js";
import { checkStoreFolder } from "../../stores/marker.js";
import { dress } from "../attributes.js";
import { failurePoint } from "../failure-points.js";
import { leftoversIn, removeQuietly, temporaryName } from "../leftovers.js";
import { type Place, placeOf } from "../originals.js";
import { failed, Stop, writeFailed } from "../outcome.js";
import { type Bench, phase } from "../phase.js";
import { storePlace } from "../store-files.js";
import type { FileTask } from "../task.js";

/** As for copies: larger ones go past the page cache. */
const SMALL = 1 << 20;

/**
 * Makes the original anew from its copy, under a temporary name on the original's own file system: hashed while it is
 * written, brought to the disk, read back from there, and compared with the digest of what was archived.
 */
export const bringBack = phase(async (round, bench) => {
  const { folders, rules } = bench;
  checkStoreFolder(folders, rules.store);
  const written = new Map<FileTask, OpenFile>();
  const swept = new Set<Folder>();
  try {
    await round.each(async (task) => {
      const place = placeOf(folders, task);
      if (await isBack(place, task, bench)) return undefined;
      const home = homeFor(folders, place.way, "swap");
      if (!swept.has(home)) removeEarlierTries(home, round.going);
      swept.add(home);
      if (takeHeld(task, place, home, folders)) return undefined;
      written.set(task, await write(task, bench, home));
      return undefined;
    });
    const going = round.going.filter((task) => written.has(task));
    try {
      syncFiles(going.map((task) => written.get(task) as OpenFile));
    } catch (error) {
      for (const task of going)
        round.stop(task, failed(`${task.path} could not be brought to the disk: ${(error as Error).message}`));
    }
    failurePoint("restore: on the disk");
    await round.each(async (task) => {
      const file = written.get(task);
      if (!file) return undefined;
      const { digests } = await readBack(
        file.folder,
        temporaryName(task.key, task.token, "back"),
        ["sha256"],
        bench.signals,
      );
      if (digests.sha256 !== task.evidence.digests?.sha256)
        throw failed(`${task.path}: what was written reads back as other bytes: sha256 ${digests.sha256}`);
      return undefined;
    });
  } finally {
    for (const { fd } of written.values()) closeSync(fd);
  }
});

/** Renames what was brought back over the link, which must still be ours. */
export const takeTheLinksPlace = phase(async (round, bench) => {
  const { folders } = bench;
  const changed = new Set<Folder>();
  await round.each(async (task) => {
    const place = placeOf(folders, task);
    if (await isBack(place, task, bench)) return undefined;
    const home = homeFor(folders, place.way, "swap");
    renameSync(within(home, temporaryName(task.key, task.token, "back")), within(place.folder, place.name));
    changed.add(place.folder);
    failurePoint("restore: renamed over the link");
    return undefined;
  });
  syncFolders(changed);
  failurePoint("restore: in place");
});

/**
 * An original that is still held, and was not written to since, is what comes back: at once, and nothing has to be read.
 * @returns whether there is one; it has the name now that a file made anew would have
 */
function takeHeld(task: FileTask, place: Place, home: Folder, folders: Folders): boolean {
  const { heldPath } = task.evidence;
  if (heldPath === undefined) return false;
  const kept = within(homeFor(folders, place.way, "held"), basename(heldPath));
  const stats = lstatSync(kept, { bigint: true, throwIfNoEntry: false });
  if (!stats || changeSince(task.evidence, stats) !== undefined) return false;
  renameSync(kept, within(home, temporaryName(task.key, task.token, "back")));
  return true;
}

async function write(task: FileTask, { folders, rules, signals }: Bench, home: Folder): Promise<OpenFile> {
  const { evidence } = task;
  const copyPath = `${rules.store.root}/${evidence.storePath}`;
  const copy = openCopy(task, { folders, rules, signals }, copyPath);
  try {
    const name = temporaryName(task.key, task.token, "back");
    const target = openToWrite(home, name, (evidence.size ?? 0) > SMALL);
    try {
      failurePoint("restore: temporary file made");
      const hasher = new Hasher(["sha256"]);
      await pass(copy, target, hasher, signals);
      const { sha256 } = hasher.digests();
      if (sha256 !== evidence.digests?.sha256)
        throw failed(
          `the copy ${copyPath} is not what was archived: sha256 ${sha256}, not ${evidence.digests?.sha256}; the link stays as it is`,
        );
      dress(target.fd, evidence as Attributes & Pick<Identity, "mtimeNs">);
      failurePoint("restore: written");
      return { fd: target.fd, folder: home };
    } catch (error) {
      closeSync(target.fd);
      removeQuietly(home, name);
      throw writeFailed("data", task.root, error);
    }
  } finally {
    closeSync(copy.fd);
  }
}

function openCopy({ evidence }: FileTask, { folders, rules }: Bench, path: string): End {
  try {
    const { folder, name } = storePlace(folders, rules.store, evidence.storePath ?? "");
    return openToRead(folder, name, (evidence.size ?? 0) > 0);
  } catch (error) {
    throw isCode(error, "ENOENT")
      ? failed(`the copy ${path} is not there: look for it in a backup of the store`)
      : error;
  }
}

/**
 * Whether a file is in its place already, with the bytes that were archived (an earlier try got that far).
 * @throws Stop where neither our link nor those bytes are there: whatever it is, it is not ours to overwrite
 */
async function isBack(place: Place, task: FileTask, { signals }: Bench): Promise<boolean> {
  const path = within(place.folder, place.name);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Stop({ is: "missing" });
  if (stats.isSymbolicLink()) {
    const target = readlinkSync(path);
    if (target === task.evidence.linkTarget) return false;
    throw failed(
      `${task.path} is a link to ${target}, and not to its copy (${task.evidence.linkTarget}): it is left alone`,
    );
  }
  if (stats.isFile() && (await hasBytes(place, task.evidence, signals))) return true;
  throw failed(`${task.path} is no link to its copy any more, and holds other bytes: it is left alone`);
}

async function hasBytes(place: Place, { size, digests }: Evidence, signals: Bench["signals"]): Promise<boolean> {
  const there = await readBack(place.folder, place.name, ["sha256"], signals);
  return there.bytes === size && there.digests.sha256 === digests?.sha256;
}

function removeEarlierTries(home: Folder, tasks: readonly FileTask[]): void {
  const ours = new Map(tasks.map((task) => [`${task.key.kind}:${task.key.id}`, task.token]));
  for (const { name, key, token, kind } of leftoversIn(home)) {
    const mine = ours.get(`${key.kind}:${key.id}`);
    if (kind === "back" && mine !== undefined && token < mine) removeQuietly(home, name);
  }
}
