import { lstat, opendir, readlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Places } from "../config/configuration.js";
import { isCode } from "../disk/errors.js";
import { Folders } from "../disk/folders.js";
import { fileKeyText } from "../domain/files.js";
import { checkPlace } from "../engine/data-marker.js";
import { pieces } from "../omero/collections.js";
import { rootOf, topOf, topOfPlace } from "../omero/paths.js";
import type { ById } from "../omero/people.js";
import { type FileWithImages, filesThatAre } from "../register/archived.js";
import { ownersOfPaths } from "../register/copies.js";
import { fileByKey } from "../register/files.js";
import type { Register } from "../register/register.js";
import type { Store } from "../stores/store.js";
import { lookAt, type Seen, seenText } from "./look.js";

/** Something that does not fit together. */
export interface Discrepancy {
  readonly path: string;
  /** `managed:12`; absent for a link that the register knows nothing of. */
  readonly file?: string;
  readonly images: readonly number[];
  readonly what: string;
}

const EXISTING = "select i.id from Image i where i.id in (:ids)";
/** Files looked at together. */
const LOOKS = 32;
/** Links whose targets the register is asked for together. */
const LINKS = 1_000;

/**
 * Finds, of all archived files, images that OMERO has no more, and links and copies that are gone or not what they were; then, in
 * OMERO's places, links that lead nowhere, or into the store without the register knowing. Nothing is changed; bytes are not read.
 * @param links whether OMERO's places are walked for links
 * @throws Stop where one of OMERO's places is not mounted: nothing about its files is news then
 */
export async function* discrepancies(
  client: ById,
  register: Register,
  places: Places,
  store: Store,
  links = true,
): AsyncGenerator<Discrepancy> {
  for await (const files of filesThatAre(register, "archived")) {
    checkPlaces((folders) => {
      for (const { key } of files) checkPlace(folders, topOf(places, key), rootOf(places, key));
    });
    const ids = new Set(files.flatMap(({ images }) => images.map(({ id }) => id)));
    const there = new Set<number>();
    for await (const [id] of client.forIds(EXISTING, ids, {}, { group: "all" })) there.add(Number(id));
    for (const some of pieces(files, LOOKS))
      for (const [i, found] of (await Promise.all(some.map((file) => ofFile(file, there, store)))).entries())
        if (found.length > 0 && (await isAsItWas(register, some[i] as FileWithImages))) yield* found;
  }
  if (links)
    for (const place of [places.managedRepository, places.files, places.pixels])
      yield* ofLinks(register, places, place, store);
}

function checkPlaces(check: (folders: Folders) => void): void {
  const folders = new Folders();
  try {
    check(folders);
  } finally {
    folders.close();
  }
}

/** A run may have brought it back meanwhile. */
async function isAsItWas(register: Register, { key, step }: FileWithImages): Promise<boolean> {
  return (await fileByKey(register, key))?.step === step;
}

async function ofFile(file: FileWithImages, there: ReadonlySet<number>, store: Store): Promise<Discrepancy[]> {
  const { path, evidence, size } = file;
  const found: string[] = [];
  const gone = file.images.filter(({ id }) => !there.has(id));
  if (gone.length > 0) found.push(`OMERO has no more: image ${gone.map(({ id }) => id).join(", ")}`);
  const seen = await lookAt(path);
  if (seen.is !== "link")
    found.push(seen.is === "unseen" ? `it ${seenText(seen)}` : `its link is gone: in its place is ${thing(seen)}`);
  else if (seen.target !== evidence.linkTarget)
    found.push(`its link leads to ${seen.target}, not to ${evidence.linkTarget}`);
  if (evidence.storeId !== store.folder.id)
    found.push(`its copy is in the store ${evidence.storeId}, which is not the one that is configured`);
  else {
    const copy = join(store.folder.root, evidence.storePath ?? "");
    const there = await lookAt(copy);
    if (there.is === "unseen") found.push(`its copy ${seenText(there)}`);
    else if (there.is !== "file") found.push(`its copy ${copy} is ${there.is === "missing" ? "gone" : thing(there)}`);
    else if (there.size !== size) found.push(`its copy ${copy} has ${there.size} bytes, not ${size}`);
  }
  const images = file.images.map(({ id }) => id);
  return found.map((what) => ({ path, file: fileKeyText(file.key), images, what }));
}

function thing({ is }: Seen): string {
  return is === "missing" ? "nothing" : is === "other" ? "something else" : `a ${is}`;
}

/** What links in a place that are not those of archived files lead to. */
async function* ofLinks(register: Register, places: Places, place: string, store: Store): AsyncGenerator<Discrepancy> {
  if (!(await isFolder(place))) return;
  checkPlaces((folders) => checkPlace(folders, topOfPlace(places, place), place));
  const root = store.linkTarget("").replace(/\/$/, "");
  let some: { path: string; inStore: string }[] = [];
  const unknown = async function* (): AsyncGenerator<Discrepancy> {
    const known = await ownersOfPaths(
      register,
      store.folder.id,
      some.map(({ inStore }) => inStore),
    );
    for (const { path, inStore } of some)
      if (!known.has(inStore))
        yield { path, images: [], what: `a link into the store, to ${inStore}, of which the register knows nothing` };
    some = [];
  };
  for await (const { path, target } of linksBelow(place)) {
    if (target.startsWith(`${root}/`)) {
      some.push({ path, inStore: target.slice(root.length + 1) });
      if (some.length >= LINKS) yield* unknown();
      continue;
    }
    const seen = await lookAt(target.startsWith(`${places.omeroSees}/`) ? inOurView(places, target) : target);
    if (seen.is === "unseen") yield { path, images: [], what: `a link to ${target}, which ${seenText(seen)}` };
    else if (seen.is === "missing" || (seen.is === "link" && seen.size === undefined))
      yield { path, images: [], what: `a link to ${target}, which leads nowhere` };
  }
  yield* unknown();
}

function inOurView({ omeroSees, dataDir }: Places, path: string): string {
  return join(dataDir, path.slice(omeroSees.length));
}

/** A site without images of OMERO 4 may have no Files. */
async function isFolder(path: string): Promise<boolean> {
  const there = await lstat(path).catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  });
  return there?.isDirectory() ?? false;
}

/** Where links lead to: absolute, as OMERO's machine sees it. */
async function* linksBelow(folder: string): AsyncGenerator<{ path: string; target: string }> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* linksBelow(path);
    else if (entry.isSymbolicLink()) yield { path, target: resolve(folder, await readlink(path)) };
  }
}
