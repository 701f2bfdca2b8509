import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Configuration, ConfigurationError, type Places } from "../../config/configuration.js";
import { HOME } from "../../disk/home.js";
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
  static make(site: Configuration, storeIn?: string): OwnPlaces {
    if (storeIn !== undefined && !statSync(storeIn, { throwIfNoEntry: false })?.isDirectory())
      throw new ConfigurationError(`--store: there is no folder ${storeIn}`);
    const parent = storeIn ?? site.places.dataDir;
    for (const folder of [tmpdir(), parent]) removeLeftovers(folder);
    for (const home of notedHomes(site.places)) rmSync(home, { recursive: true, force: true });
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

  remove(): void {
    for (const folder of [...this.folders, ...notedHomes(this.config.places)])
      rmSync(folder, { recursive: true, force: true });
  }
}

function homesIn({ dataDir, managedRepository, files, pixels }: Places): string[] {
  return [dataDir, managedRepository, files, pixels].map((root) => join(root, HOME));
}

function notedHomes(places: Places): string[] {
  return homesIn(places).filter((home) => existsSync(join(home, NOTE)));
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
