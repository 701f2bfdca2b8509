import { randomBytes } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Configuration, ConfigurationError, type Places } from "../../config/configuration.js";
import { isCode } from "../../disk/errors.js";
import { Folders } from "../../disk/folders.js";
import { HOME, homesAt } from "../../disk/home.js";
import { fileKeyText } from "../../domain/files.js";
import { leftoversIn, removeQuietly } from "../../engine/leftovers.js";
import { NAME } from "./world.js";

/** In a folder of ours on a file system of OMERO's: it is there for a selftest alone. */
const NOTE = NAME;

/** A selftest's own register, store, job folders and records: nothing of the site's is used. */
export class OwnPlaces {
  private constructor(
    /** The site's configuration, with these places in place of its own. */
    readonly config: Configuration,
    private readonly folders: readonly string[],
  ) {}

  /**
   * Folders in the system's one for temporary files, and the store in `storeIn`, else in OMERO's data directory. What selftests
   * that were cut off have left there goes.
   * @throws ConfigurationError where there is no such folder as `storeIn`
   */
  static make(site: Configuration, storeIn: string | undefined, left: ReadonlySet<string>): OwnPlaces {
    if (storeIn !== undefined && !statSync(storeIn, { throwIfNoEntry: false })?.isDirectory())
      throw new ConfigurationError(`--store: there is no folder ${storeIn}`);
    const parent = storeIn ?? site.places.dataDir;
    for (const folder of [tmpdir(), parent]) removeLeftovers(folder);
    removeFromHomes(site.places, left);
    const own = mkdtempSync(join(tmpdir(), `${NAME}-`));
    const root = join(parent, `${NAME}-${randomBytes(3).toString("hex")}`);
    const { dataDir, omeroSees } = site.places;
    const seenAs = storeIn === undefined ? join(omeroSees, relative(dataDir, root)) : root;
    const archiveDir = join(own, "Archive");
    const { limit: _limit, hours: _hours, ...kept } = site;
    const config: Configuration = {
      ...kept,
      archiveDir,
      jobs: join(archiveDir, "Job"),
      records: join(archiveDir, "Log"),
      register: `sqlite:${join(own, "register.db")}`,
      store: { type: "file", root, omeroSees: seenAs, sameFileSystem: "allow" },
      hold: 0,
    };
    return new OwnPlaces(config, [own, root]);
  }

  /** Marks the folders of ours in OMERO's places as a selftest's, where the site has none there. */
  note(): void {
    for (const home of homesIn(this.config.places)) {
      if (existsSync(home) || !existsSync(dirname(home))) continue;
      mkdirSync(home, { mode: 0o700 });
      writeFileSync(join(home, NOTE), "");
    }
  }

  /** @param keys of the files that the selftest has had */
  remove(keys: ReadonlySet<string>): void {
    removeFromHomes(this.config.places, keys);
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

function homesIn({ dataDir, managedRepository, files, pixels }: Places): string[] {
  return [dataDir, managedRepository, files, pixels].map((root) => join(root, HOME));
}

/** Takes away what was on its way to another place, and our folders that were there for a selftest, unless the site uses them now. */
function removeFromHomes(places: Places, keys: ReadonlySet<string>): void {
  const roots = homesIn(places)
    .filter((home) => existsSync(home))
    .map(dirname);
  const folders = new Folders();
  try {
    for (const part of ["swap", "held"] as const)
      for (const folder of homesAt(folders, roots, part))
        for (const { key, name } of leftoversIn(folder)) if (keys.has(fileKeyText(key))) removeQuietly(folder, name);
  } finally {
    folders.close();
  }
  for (const home of homesIn(places)) {
    if (!existsSync(join(home, NOTE)) || !["swap", "held"].every((part) => removedIfEmpty(join(home, part)))) continue;
    for (const name of readdirSync(home)) unlinkSync(join(home, name));
    rmdirSync(home);
  }
}

/** @returns whether it is gone: what holds anything stays */
function removedIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (isCode(error, "ENOTEMPTY", "EEXIST")) return false;
    if (!isCode(error, "ENOENT")) throw error;
  }
  return true;
}

/** Folders of this user's that are called like a selftest's. */
function removeLeftovers(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!new RegExp(`^${NAME}-\\w{6}$`).test(name)) continue;
    const path = join(folder, name);
    if (lstatSync(path).uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
  }
}
