import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { matchesRecorded, recordedAlgorithm } from "../../disk/digests.js";
import { isCode } from "../../disk/errors.js";
import { Folders, partsBelow, UnsafeFolder, within } from "../../disk/folders.js";
import { attributesOf, identityOf } from "../../disk/identity.js";
import { type ReadBack, readBack } from "../../disk/read-back.js";
import { Signals } from "../../disk/signals.js";
import type { Algorithm, Evidence } from "../../domain/files.js";
import type { DraftFile } from "../../domain/jobs.js";
import type { ArkRecord } from "../../records/ark.js";
import type { Store } from "../../stores/store.js";

/**
 * What link, copy and digests say of a file: archived; copied: the original is there, and beside it what may be its copy;
 * online; passed over: imported in place; unsafe: its bytes are in doubt.
 */
export type Found =
  | { readonly is: "archived"; readonly evidence: Evidence; readonly doubt?: string }
  | { readonly is: "copied" | "online"; readonly evidence: Evidence }
  | { readonly is: "passed over" }
  /** linkTarget: where its link leads, if it has one */
  | { readonly is: "unsafe"; readonly why: string; readonly linkTarget?: string };

/**
 * Looks at a file, its link and its copy, and reads what has to be compared.
 * @param root from where folders are opened one by one
 * @param trusted a record of ours: its digests were read back once, so that link and size suffice
 */
export async function look(
  store: Store,
  linkRoots: readonly string[],
  root: string,
  file: DraftFile,
  record: ArkRecord | undefined,
  trusted: boolean,
): Promise<Found> {
  const stats = lstatSync(file.path, { throwIfNoEntry: false });
  const usual = store.placeOf(file.path);
  if (stats?.isSymbolicLink()) {
    const target = readlinkSync(file.path);
    const storePath = linkRoots.flatMap((root) =>
      target.startsWith(`${root}/`) ? [target.slice(root.length + 1)] : [],
    )[0];
    if (storePath !== undefined) {
      const found = await archived(store, storePath, target, file, record, trusted);
      return found.is === "unsafe" ? { ...found, linkTarget: target } : found;
    }
    return record?.copy
      ? {
          is: "unsafe",
          why: `its link leads to ${target}, which is not in the store ${store.folder.root}`,
          linkTarget: target,
        }
      : { is: "passed over" };
  }
  const copy = statsIn(store, usual);
  if (!stats)
    return copy === undefined
      ? { is: "unsafe", why: "neither it, nor a link, nor a copy of it is there" }
      : {
          is: "unsafe",
          why: `it is gone without a link in its place; what may be its copy is ${store.folder.root}/${usual}: compare it, make the link, and run this again`,
        };
  if (file.condition.is !== "ok") return { is: "passed over" };
  if (copy === undefined) return { is: "online", evidence: {} };
  const place = { storeId: store.folder.id, storePath: usual };
  if (copy.size !== stats.size) return { is: "online", evidence: place };
  return original(root, file, store, { ...place, copiedAt: record?.copy?.copiedAt ?? Math.floor(copy.mtimeMs) });
}

async function archived(
  store: Store,
  storePath: string,
  linkTarget: string,
  file: DraftFile,
  record: ArkRecord | undefined,
  trusted: boolean,
): Promise<Found> {
  const path = `${store.folder.root}/${storePath}`;
  const folders = new Folders();
  try {
    const { folders: parts, name } = partsBelow(store.folder.root, path);
    const folder = folders.at(store.folder.root, parts);
    const stats = lstatSync(within(folder, name), { bigint: true });
    if (!stats.isFile()) return { is: "unsafe", why: `its link leads to ${path}, which is no file` };
    const { size, mtimeNs } = identityOf(stats);
    const base = { ...attributesOf(stats), size, mtimeNs, storeId: store.folder.id, storePath, linkTarget };
    const copiedAt = record?.copy?.copiedAt ?? Number(stats.mtimeMs);
    const own = record?.own;
    if (trusted && own && own.size === size && own.storePath === storePath) {
      const { digests, mode, uid, gid, verifiedHow, verifiedAt } = own;
      const evidence = { ...base, mtimeNs: own.mtimeNs, digests, mode, uid, gid, copiedAt, verifiedHow, verifiedAt };
      return { is: "archived", evidence };
    }
    const known = { ...record?.copy?.digests, ...own?.digests };
    const recorded = recordedAlgorithm(file.recorded);
    const algorithms = new Set<Algorithm>(["sha256", ...store.algorithms, ...(Object.keys(known) as Algorithm[])]);
    if (recorded) algorithms.add(recorded);
    const back = await readBack(folder, name, [...algorithms], new Signals());
    const wrong = Object.entries(known).find(([algorithm, hex]) => back.digests[algorithm as Algorithm] !== hex);
    if (wrong)
      return { is: "unsafe", why: `its copy ${path} is not what its record says: ${wrong[0]} is ${wrong[1]} there` };
    if (matchesRecorded(back.digests, file.recorded) === false)
      return {
        is: "unsafe",
        why: `its copy ${path} is not what OMERO recorded: ${file.recorded?.algorithm} ${file.recorded?.digest}`,
      };
    const evidence = { ...base, digests: back.digests, copiedAt, verifiedHow: back.how, verifiedAt: Date.now() };
    const compared = Object.keys(known).length > 0 || recorded !== undefined;
    return compared
      ? { is: "archived", evidence }
      : { is: "archived", evidence, doubt: `no digest is on record for its copy ${path}: it is taken as it is` };
  } catch (error) {
    if (isCode(error, "ENOENT", "ENOTDIR")) return { is: "unsafe", why: `its link leads to ${path}, where no copy is` };
    if (error instanceof UnsafeFolder) return { is: "unsafe", why: error.message };
    throw error;
  } finally {
    folders.close();
  }
}

/** Reads an original beside which a whole copy seems to be: the next run compares that, and replaces it where it is bad. */
async function original(
  root: string,
  file: DraftFile,
  store: Store,
  place: Pick<Evidence, "storeId" | "storePath" | "copiedAt">,
): Promise<Found> {
  const folders = new Folders();
  try {
    const { folders: parts, name } = partsBelow(root, file.path);
    const folder = folders.at(root, parts);
    const before = lstatSync(within(folder, name), { bigint: true });
    const recorded = recordedAlgorithm(file.recorded);
    const algorithms = new Set<Algorithm>(["sha256", ...store.algorithms, ...(recorded ? [recorded] : [])]);
    const { digests }: ReadBack = await readBack(folder, name, [...algorithms], new Signals());
    // What is not as OMERO recorded is copied anew, which says so and stops.
    if (matchesRecorded(digests, file.recorded) === false) return { is: "online", evidence: place };
    return { is: "copied", evidence: { ...identityOf(before), ...attributesOf(before), digests, ...place } };
  } finally {
    folders.close();
  }
}

function statsIn(store: Store, path: string): Stats | undefined {
  const stats = lstatSync(`${store.folder.root}/${path}`, { throwIfNoEntry: false });
  return stats?.isFile() ? stats : undefined;
}
