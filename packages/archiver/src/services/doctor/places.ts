import { accessSync, constants, lstatSync, type Stats } from "node:fs";
import type { Configuration } from "../../config/configuration.js";
import { type Finding, failed, ok, warning } from "../../domain/findings.js";
import { tryLinks } from "../../engine/trial.js";
import { topOfPlace } from "../../omero/paths.js";
import { freeSpace } from "./free-space.js";

const KINDS = { managedRepository: "ManagedRepository", files: "Files", pixels: "Pixels" } as const;

/** OMERO's own folders: there, marked, of the user that this runs as, and such that files can be replaced in them. */
export function* lookAtPlaces(config: Configuration): Generator<Finding> {
  const { places } = config;
  yield* whoRuns(config);
  for (const [key, about] of Object.entries(KINDS))
    yield* lookAtPlace(config, about, places[key as keyof typeof KINDS]);
  yield* freeSpace("data directory", places.dataDir);
}

/** Who OMERO.server runs as, by whom its files belong to. */
export function omeroUser({ places }: Configuration): Stats | undefined {
  return statsOf(places.managedRepository) ?? statsOf(places.files);
}

function* whoRuns(config: Configuration): Generator<Finding> {
  const us = process.getuid?.();
  const theirs = omeroUser(config)?.uid;
  if (theirs === undefined) return;
  if (us === theirs) yield ok("user", `the same that OMERO's files belong to (${us})`);
  else if (us === 0)
    yield warning(
      "user",
      "root: it works, but what goes wrong could go wrong everywhere",
      `run it as user ${theirs}, to whom OMERO's files belong`,
    );
  else
    yield failed(
      "user",
      `this runs as user ${us}, and OMERO's files belong to ${theirs}`,
      `run it as user ${theirs}, that OMERO.server runs as`,
    );
}

function* lookAtPlace({ places, withoutHardLinks }: Configuration, about: string, place: string): Generator<Finding> {
  const stats = statsOf(place);
  if (!stats?.isDirectory()) {
    const what = `${place} is ${stats ? "no folder" : "not there"}`;
    yield about === KINDS.managedRepository
      ? failed(about, what, "set dataDir or managedRepository to where OMERO.server has its files, and mount it")
      : warning(about, what, "right where nobody has ever used OMERO 4; else set its place in the configuration");
    return;
  }
  try {
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
    const { hardLinks } = tryLinks(topOfPlace(places, place), place);
    if (hardLinks) yield ok(about, `${place}: files can be replaced by links, and held meanwhile`);
    else {
      const what = `${place}: its file system has no hard links, so that originals can't be held while they are replaced`;
      yield withoutHardLinks === "allow"
        ? warning(about, what)
        : failed(about, what, "set withoutHardLinks: allow, if you can do without `undo` and that last guard");
    }
  } catch (error) {
    yield failed(
      about,
      (error as Error).message,
      "see that it is writable, and mark it by `omero-archiver store init`",
    );
  }
}

function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
