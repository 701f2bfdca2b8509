import { lstatSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { type Configuration, keepsOneCopyOnly } from "../../config/configuration.js";
import { HOME } from "../../disk/home.js";
import { type Finding, failed, ok, warning } from "../../domain/findings.js";
import { tryStore } from "../../engine/trial.js";
import { STORE_MARKER } from "../../stores/marker.js";
import { openStore } from "../../stores/open.js";
import type { Store } from "../../stores/store.js";
import { omeroUser } from "./places.js";

/** Where copies go: there, writable, read back as the site wants it, elsewhere than the originals, and open to OMERO. */
export async function* lookAtStore(config: Configuration): AsyncGenerator<Finding> {
  let store: Store;
  try {
    store = openStore(config.store);
  } catch (error) {
    yield failed("store", (error as Error).message);
    return;
  }
  yield await writing(store, config);
  yield* separation(store, config);
  yield* readableByOmero(store.folder.root, config);
  if (keepsOneCopyOnly(config))
    yield warning(
      "number of copies",
      "when an original goes, its copy in the store is the only one",
      "have the store backed up, and set store.safeCommand or store.safeAfter so that originals wait for it",
    );
  yield await theStoresWord(store);
}

async function writing(store: Store, config: Configuration): Promise<Finding> {
  const { root } = store.folder;
  try {
    const how = await tryStore(store.folder);
    if (how !== "cached" || store.vouches) return ok("store", `${root}: copies can be written, and read back (${how})`);
    const what = `${root}: what is read back may come from a cache, not from the medium (memory, or a network file system)`;
    return config.verification === "any"
      ? warning("store", what)
      : failed("store", what, "set verification: any, if the file server is trusted to keep what it was sent");
  } catch (error) {
    return failed("store", `${root}: ${(error as Error).message}`, "let the user that this runs as write there");
  }
}

function* separation({ folder }: Store, { places, store }: Configuration): Generator<Finding> {
  const shared = [places.managedRepository, places.files, places.pixels].filter(
    (place) => String(lstatSync(place, { throwIfNoEntry: false })?.dev) === folder.device,
  );
  const about = "store's own disk";
  if (shared.length === 0) yield ok(about, "it is another file system than OMERO's");
  else if (store?.sameFileSystem === "allow")
    yield warning(
      about,
      `the store is on the file system of ${shared.join(", ")}: nothing is relieved, one disk has both`,
    );
  else
    yield failed(
      about,
      `the store is on the file system of ${shared.join(", ")}`,
      "put it on another disk; for a trial, set store.sameFileSystem: allow",
    );
}

/** Links are of no use where OMERO.server's user can't go. Groups beside the files' own are not known here. */
function* readableByOmero(root: string, config: Configuration): Generator<Finding> {
  const omero = omeroUser(config);
  if (!omero || omero.uid === 0) return;
  const closed = wayTo(root).filter((path) => !mayEnter(lstatSync(path), omero));
  const about = "store read by OMERO";
  if (closed.length === 0) yield ok(about, `user ${omero.uid}, that OMERO's files belong to, can read there`);
  else
    yield failed(
      about,
      `user ${omero.uid}, that OMERO's files belong to, can't enter ${closed.join(", ")}`,
      "let it, or OMERO finds nothing behind the links",
    );
}

function wayTo(path: string): string[] {
  return path === "/" ? ["/"] : [...wayTo(dirname(path)), path];
}

function mayEnter({ mode, uid, gid }: Stats, who: Stats): boolean {
  return (mode & (uid === who.uid ? 0o100 : gid === who.gid ? 0o010 : 0o001)) !== 0;
}

/** What a store itself answers, where it is more than a folder. */
async function theStoresWord(store: Store): Promise<Finding> {
  const about = `store, by its own word (${store.kind})`;
  try {
    const info = await store.info(join(HOME, STORE_MARKER), AbortSignal.timeout(30_000));
    return info === undefined
      ? warning(
          about,
          "it answers, and does not know the marker that lies in it",
          "is store.mount the folder that it knows files by?",
        )
      : ok(about, "it answers, and knows the marker that lies in it");
  } catch (error) {
    return failed(about, (error as Error).message);
  }
}
