import { randomUUID } from "node:crypto";
import type { Store } from "../store/store.js";

/** The version of OMERO.server that the stand-in behaves like. */
const VERSION = "5.6.17";
const UUID = "omero.db.uuid";

/** What OMERO tells its clients where nobody has set anything else. */
const CLIENT_DEFAULTS: Readonly<Record<string, string>> = {
  "omero.client.download_as.max_size": "144000000",
  "omero.client.scripts_to_ignore":
    "/omero/figure_scripts/Movie_Figure.py,/omero/figure_scripts/Split_View_Figure.py,/omero/figure_scripts/Thumbnail_Figure.py,/omero/figure_scripts/ROI_Split_Figure.py,/omero/export_scripts/Make_Movie.py,/omero/import_scripts/Populate_ROI.py",
  "omero.client.ui.menu.dropdown.colleagues.enabled": "true",
  "omero.client.ui.menu.dropdown.colleagues.label": "Members",
  "omero.client.ui.menu.dropdown.everyone.enabled": "true",
  "omero.client.ui.menu.dropdown.everyone.label": "All Members",
  "omero.client.ui.menu.dropdown.leaders.enabled": "true",
  "omero.client.ui.menu.dropdown.leaders.label": "Owners",
  "omero.client.ui.tree.orphans.description":
    "This is a virtual container with orphaned images. These images are not linked anywhere. Just drag them to the selected container.",
  "omero.client.ui.tree.orphans.enabled": "true",
  "omero.client.ui.tree.orphans.name": "Orphaned Images",
  "omero.client.ui.tree.type_order": "tagset,tag,project,dataset,screen,plate,acquisition,image",
  "omero.client.viewer.initial_zoom_level": "0",
  "omero.client.viewer.interpolate_pixels": "true",
  "omero.client.viewer.roi_limit": "2000",
  "omero.client.web.host": "",
};

/** A default that no site's configuration repeats (measured on OMERO 5.6). */
const TRANSPORTS = [["omero.client.icetransports", "ssl,tcp"]] as const;

/** Keys that any user may read, beside those of clients. */
const PUBLIC = new Set([
  "omero.pixeldata.max_plane_height",
  "omero.pixeldata.max_plane_width",
  "omero.router.insecure",
  "omero.sessions.maximum",
  "omero.sessions.timeout",
  "omero.version",
]);

/** The server's configuration: what OMERO sets by default, what this server is, and what administrators have set. */
export class Configuration {
  readonly version = VERSION;

  constructor(
    private readonly store: Store,
    private readonly facts: { readonly dataDir: string; readonly tcpPort: () => number; readonly timeToIdle: number },
  ) {
    store.db.exec("CREATE TABLE IF NOT EXISTS configuration (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
    if (this.get(UUID) === "") this.set(UUID, randomUUID());
  }

  get databaseUuid(): string {
    return this.get(UUID);
  }

  /** "" for what is not set, as OMERO answers. */
  get(key: string): string {
    return this.values().get(key) ?? "";
  }

  set(key: string, value: string): void {
    this.store.db.prepare("DELETE FROM configuration WHERE key = ?").run(key);
    if (value !== "") this.store.db.prepare("INSERT INTO configuration (key, value) VALUES (?, ?)").run(key, value);
  }

  values(): Map<string, string> {
    const set = this.store.db.prepare("SELECT key, value FROM configuration").all() as { key: string; value: string }[];
    return new Map([...this.#preset(), ...set.map(({ key, value }) => [key, value] as const)]);
  }

  defaults(): Map<string, string> {
    return new Map([...this.#preset(), ...TRANSPORTS]);
  }

  isPublic(key: string): boolean {
    return PUBLIC.has(key) || isOfClients(key);
  }

  #preset(): [string, string][] {
    const { dataDir, tcpPort, timeToIdle } = this.facts;
    return Object.entries({
      ...CLIENT_DEFAULTS,
      "omero.data.dir": dataDir,
      "omero.managed.dir": `${dataDir}/ManagedRepository`,
      "omero.pixeldata.max_plane_height": "3192",
      "omero.pixeldata.max_plane_width": "3192",
      // The client puts in the host by which it has reached the server.
      "omero.router.insecure": `OMERO.Glacier2/router:tcp -p ${tcpPort()} -h @omero.host@`,
      "omero.sessions.maximum": "0",
      "omero.sessions.timeout": String(timeToIdle),
      "omero.version": VERSION,
    });
  }
}

export function isOfClients(key: string): boolean {
  return key.startsWith("omero.client.");
}
