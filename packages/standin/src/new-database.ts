import { randomUUID } from "node:crypto";
import { ENUMERATIONS } from "./schema/enumerations.js";
import { parsePermissions } from "./security/permissions.js";
import { ROLES } from "./sessions/people.js";
import type { Store } from "./store/store.js";

/** Repositories by the name of the OriginalFile that stands for each: folders below the data directory. */
const REPOSITORIES: Readonly<Record<string, string>> = {
  ManagedRepository: "ManagedRepository",
  data: ".",
  scripts: "scripts",
};

/** Bits of a value, by the name of its PixelsType. */
const BIT_SIZES: Readonly<Record<string, number>> = {
  bit: 1,
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  int32: 32,
  uint32: 32,
  float: 32,
  double: 64,
  complex: 64,
  "double-complex": 128,
};

/** What every OMERO database holds from the start: enumerations, the well-known groups and users, the server's node and repositories. */
export function fillNewDatabase(store: Store, dataDir: string): void {
  for (const [enumeration, values] of Object.entries(ENUMERATIONS)) {
    for (const value of values) {
      const bitSize = enumeration === "PixelsType" ? { bitSize: BIT_SIZES[value] ?? null } : {};
      store.insert(enumeration, { value, ...bitSize });
    }
  }
  store.insert("EventType", { value: "Bootstrap" });
  const group = (id: number, name: string, permissions: string) =>
    store.insert("ExperimenterGroup", {
      id,
      name,
      ldap: false,
      permissions: parsePermissions(permissions),
      config: [],
      version: 0,
    });
  group(ROLES.systemGroupId, ROLES.systemGroupName, "rw----");
  group(ROLES.userGroupId, ROLES.userGroupName, "rwr-r-");
  group(ROLES.guestGroupId, ROLES.guestGroupName, "rw----");
  const user = (id: number, omeName: string, firstName: string, lastName: string) =>
    store.insert("Experimenter", { id, omeName, firstName, lastName, ldap: false, config: [], version: 0 });
  user(ROLES.rootId, ROLES.rootName, "root", "root");
  user(ROLES.guestId, ROLES.guestName, "Guest", "Account");
  const member = (parent: number, child: number, owner: boolean) =>
    store.insert("GroupExperimenterMap", { parent, child, owner, version: 0 });
  member(ROLES.systemGroupId, ROLES.rootId, true);
  member(ROLES.userGroupId, ROLES.rootId, false);
  member(ROLES.guestGroupId, ROLES.guestId, false);
  const node = store.insert("Node", { uuid: randomUUID(), conn: "omero-standin", up: Date.now(), version: 0 });
  addRepositories(store, dataDir, node);
}

/** Their records belong to root and are there for all, in the group `user`. */
function addRepositories(store: Store, dataDir: string, node: number): void {
  const now = Date.now();
  const type = (value: string) => store.where("EventType", { value })[0]?.id;
  const session = store.insert("Session", {
    node,
    uuid: randomUUID(),
    owner: ROLES.rootId,
    timeToIdle: 0,
    timeToLive: 0,
    started: now,
    closed: now,
    message: "Initial message.",
    defaultEventType: "Internal",
    version: 0,
  });
  const event = store.insert("Event", {
    type: type("Internal"),
    experimenter: ROLES.rootId,
    experimenterGroup: ROLES.systemGroupId,
    session,
    time: now,
  });
  for (const name of Object.keys(REPOSITORIES)) {
    store.insert("OriginalFile", {
      name,
      path: `${dataDir}/`,
      mimetype: "Repository",
      hash: randomUUID(),
      ownerId: ROLES.rootId,
      groupId: ROLES.userGroupId,
      creationEventId: event,
      updateEventId: event,
    });
  }
}

/** The repositories of a database: folders below the data directory, by uuid. */
export function repositoriesOf(store: Store): Map<string, string> {
  const rows = store.where("OriginalFile", { mimetype: "Repository" });
  return new Map(rows.map((row) => [String(row.hash), REPOSITORIES[String(row.name)] ?? String(row.name)]));
}
