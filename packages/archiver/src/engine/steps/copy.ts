import { closeSync, lstatSync, renameSync } from "node:fs";
import { Hasher, matchesRecorded } from "../../disk/digests.js";
import { syncFiles, syncFolders } from "../../disk/durable.js";
import { isCode } from "../../disk/errors.js";
import { type Folder, within } from "../../disk/folders.js";
import { HOME } from "../../disk/home.js";
import { attributesOf, changeSince, identityOf, statOf } from "../../disk/identity.js";
import { openToWrite } from "../../disk/open.js";
import { pass } from "../../disk/pass.js";
import { readBack } from "../../disk/read-back.js";
import type { Signals } from "../../disk/signals.js";
import { ACCEPTED, type Evidence, fileKeyText } from "../../domain/files.js";
import { checkStoreFolder } from "../../stores/marker.js";
import { dress, modeOfCopy } from "../attributes.js";
import { failurePoint } from "../failure-points.js";
import { leftoversIn, removeQuietly, temporaryName } from "../leftovers.js";
import { openOriginal } from "../originals.js";
import { failed, unavailable, writeFailed } from "../outcome.js";
import { type Bench, phase } from "../phase.js";
import { makeStorePlace, ownPathOf, type StorePlace } from "../store-files.js";
import type { FileTask } from "../task.js";

/** Files of up to this many bytes go through the page cache, and are brought to the disk many at a time. */
const SMALL = 1 << 20;

/** A copy under its temporary name. */
interface NewCopy {
  readonly fd: number;
  readonly name: string;
  readonly small: boolean;
  readonly found: Partial<Evidence>;
}

/**
 * Copies originals into the store: to a temporary name, hashing what is then written; brought to the disk; renamed into
 * place; the folders brought to the disk. (The design, steps 1 to 3)
 */
export const copy = phase(async (round, bench) => {
  const { folders, rules } = bench;
  checkStoreFolder(folders, rules.store);
  const incoming = made(() => folders.make(rules.store.root, [HOME, "incoming"], 0o700), rules);
  removeEarlierTries(incoming, round.going);
  const copies = new Map<FileTask, NewCopy>();
  const places = new Set<Folder>();
  try {
    await round.each(async (task) => {
      copies.set(task, await write(task, bench, incoming));
      return undefined;
    });
    const small = round.going.filter((task) => copies.get(task)?.small);
    try {
      syncFiles(small.map((task) => ({ fd: (copies.get(task) as NewCopy).fd, folder: incoming })));
    } catch (error) {
      const cause = writeFailed("store", rules.store.root, error);
      for (const task of small)
        round.stop(
          task,
          cause === error ? failed(`the copy could not be brought to the disk: ${(error as Error).message}`) : cause,
        );
    }
    failurePoint("copy: on the disk");
    checkStoreFolder(folders, rules.store);
    await round.each(async (task) => {
      const made = copies.get(task) as NewCopy;
      const storePath = await putInPlace(task, made, bench, incoming, places).catch((error) => {
        throw writeFailed("store", rules.store.root, error);
      });
      copies.delete(task);
      closeSync(made.fd);
      failurePoint("copy: renamed into place");
      return { ...made.found, storeId: rules.store.id, storePath };
    });
    syncFolders(places);
    failurePoint("copy: in place");
  } finally {
    // What did not get into place is of no use.
    for (const { fd, name } of copies.values()) {
      closeSync(fd);
      removeQuietly(incoming, name);
    }
  }
});

async function write(task: FileTask, { folders, rules, signals }: Bench, incoming: Folder): Promise<NewCopy> {
  const original = openOriginal(folders, task);
  try {
    const before = statOf(original.fd);
    const identity = identityOf(before);
    const attributes = attributesOf(before);
    if (identity.size !== task.size)
      throw failed(
        `${task.path} has ${identity.size} bytes, and had ${task.size} when the job was made: decline the job and let it be asked for again`,
      );
    if (identity.device === rules.store.device && rules.sameFileSystem === "refuse")
      throw unavailable(
        "store",
        `${rules.store.root} is on the same file system as ${task.path}: nothing would be freed, and one broken disk would take both (sameFileSystem: allow, if it is only a trial)`,
      );
    const small = identity.size <= SMALL;
    const name = temporaryName(task.key, task.token, "copy");
    const target = made(() => openToWrite(incoming, name, !small), rules);
    try {
      failurePoint("copy: temporary file made");
      const hasher = new Hasher(task.algorithms);
      const bytes = await pass(original, target, hasher, signals);
      const after = statOf(original.fd);
      const change = changeSince(identity, after);
      if (change || bytes !== identity.size)
        throw failed(
          `${task.path} was changed while it was copied: ${change ?? `${bytes} bytes came of ${identity.size}`}`,
        );
      const digests = hasher.digests();
      if (matchesRecorded(digests, task.recorded) === false) throw failed(mismatch(task, digests));
      dress(target.fd, { ...identity, ...attributes, mode: modeOfCopy(task.key, attributes.mode) });
      failurePoint("copy: written");
      if (!small) syncFiles([{ fd: target.fd, folder: incoming }]);
      const copiedAt = Date.now();
      return { fd: target.fd, name, small, found: { ...identity, ...attributes, digests, copiedAt } };
    } catch (error) {
      closeSync(target.fd);
      removeQuietly(incoming, name);
      throw writeFailed("store", rules.store.root, error);
    }
  } finally {
    closeSync(original.fd);
  }
}

/** Makes something in the store. */
function made<T>(make: () => T, { store }: Bench["rules"]): T {
  try {
    return make();
  } catch (error) {
    throw writeFailed("store", store.root, error);
  }
}

function mismatch(task: FileTask, digests: NonNullable<Evidence["digests"]>): string {
  const { path, recorded } = task;
  const known = Object.entries(digests).map(([algorithm, hex]) => `${algorithm} ${hex}`);
  return `${path} is not what ${recorded?.algorithm === ACCEPTED ? "was accepted" : "OMERO recorded"}: ${recorded?.algorithm} is ${recorded?.digest} on record; the file has ${known.join(", ")}. Where the site changed it knowingly: omero-archiver jobs accept-digest ${fileKeyText(task.key)}`;
}

/**
 * Gives a copy its name in the store. What is there already is never lost: an earlier copy of this very file, or one with the
 * same bytes (from a run that was cut off), may be replaced; anything else stays, and the copy goes to a place of its own. A
 * look before is enough, as a path below the root belongs to one original, and that is ours.
 * @returns the path, relative to the root
 */
async function putInPlace(
  task: FileTask,
  made: NewCopy,
  { folders, rules, signals }: Bench,
  incoming: Folder,
  places: Set<Folder>,
): Promise<string> {
  const { store } = rules;
  const usual = makeStorePlace(folders, store, task.storePath);
  places.add(usual.folder);
  const from = within(incoming, made.name);
  const to = within(usual.folder, usual.name);
  const free = task.replacesCopy || lstatSync(to, { throwIfNoEntry: false }) === undefined;
  if (free || (await holds(usual, made, signals))) {
    renameSync(from, to);
    return task.storePath;
  }
  const ownPath = ownPathOf(task.key);
  const own = makeStorePlace(folders, store, ownPath);
  places.add(own.folder);
  renameSync(from, within(own.folder, own.name));
  return ownPath;
}

/** Whether what has the name already has the same bytes. */
async function holds(at: StorePlace, made: NewCopy, signals: Signals): Promise<boolean> {
  try {
    const { digests, bytes } = await readBack(at.folder, at.name, ["sha256"], signals);
    return bytes === made.found.size && digests.sha256 === made.found.digests?.sha256;
  } catch (error) {
    if (isCode(error, "ELOOP", "EISDIR", "ENXIO", "EACCES")) return false;
    throw error;
  }
}

/** A try that was cut off has left its temporary file; its worker, should it still live, must not be able to go on. */
function removeEarlierTries(incoming: Folder, tasks: readonly FileTask[]): void {
  const ours = new Map(tasks.map((task) => [fileKeyText(task.key), task.token]));
  for (const { name, key, token } of leftoversIn(incoming)) {
    const mine = ours.get(fileKeyText(key));
    if (mine !== undefined && token < mine) removeQuietly(incoming, name);
  }
}
