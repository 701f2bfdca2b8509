import type { Row, Store } from "../store/store.js";

/** Ids and names that every OMERO database has from the start (measured on OMERO 5.6). */
export const ROLES = {
  rootId: 0,
  rootName: "root",
  guestId: 1,
  guestName: "guest",
  systemGroupId: 0,
  systemGroupName: "system",
  userGroupId: 1,
  userGroupName: "user",
  guestGroupId: 2,
  guestGroupName: "guest",
} as const;

/** A user's place in a group. */
export interface Membership {
  readonly groupId: number;
  readonly owner: boolean;
}

/** A restricted administrator lacks the privileges that his record names with this prefix and the value "false". */
const LACKS = "AdminPrivilege:";

export function experimenterNamed(store: Store, omeName: string): Row | undefined {
  return store.where("Experimenter", { omeName })[0];
}

export function groupNamed(store: Store, name: string): Row | undefined {
  return store.where("ExperimenterGroup", { name })[0];
}

/** A user's groups in their order: the first is the default group. */
export function membershipsOf(store: Store, userId: number): Membership[] {
  return store
    .where("GroupExperimenterMap", { child: userId }, "child_index")
    .map((row) => ({ groupId: Number(row.parent), owner: row.owner === true }));
}

export function allPrivileges(store: Store): string[] {
  return store.where("AdminPrivilege", {}).map((row) => String(row.value));
}

/** What an administrator may do: everything, less what is taken from him; nobody else may anything. */
export function privilegesOf(store: Store, userId: number): Set<string> {
  if (!membershipsOf(store, userId).some((m) => m.groupId === ROLES.systemGroupId)) return new Set();
  const config = store.row("Experimenter", userId)?.config as [string, string][] | null | undefined;
  const lacking = new Set((config ?? []).filter(([, value]) => value === "false").map(([name]) => name));
  return new Set(allPrivileges(store).filter((name) => !lacking.has(LACKS + name)));
}

/** The pairs of an experimenter's record that leave him just these privileges. */
export function configFor(store: Store, privileges: ReadonlySet<string>): [string, string][] {
  return allPrivileges(store)
    .filter((name) => !privileges.has(name))
    .map((name) => [LACKS + name, "false"]);
}
