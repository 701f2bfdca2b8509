import { ENUMERATIONS } from "../schema/enumerations.js";
import type { Model } from "../schema/model.js";
import type { Store } from "../store/store.js";
import type { Viewer } from "./viewer.js";

/** The groups that every server has, see `ISession`'s security roles (measured on OMERO 5.6). */
const SYSTEM_GROUP = 0;
const USER_GROUP = 1;

/** A group, as far as permissions ask: `permissions` are the bits of omero.model.Permissions. */
export interface Group {
  readonly id: number;
  readonly permissions: number;
}

/** What a viewer may do with an object. */
export interface Rights {
  readonly read: boolean;
  readonly annotate: boolean;
  readonly link: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly chgrp: boolean;
  readonly chown: boolean;
}

const NONE: Rights = {
  read: true,
  annotate: false,
  link: false,
  edit: false,
  delete: false,
  chgrp: false,
  chown: false,
};

const BITS = { read: 4, write: 2, annotate: 1 } as const;
const SHIFTS = { user: 8, group: 4, world: 0 } as const;

/** Whether a group's permissions give a right to its owner ("user"), its members ("group") or everybody ("world"). */
export function grants(permissions: number, role: keyof typeof SHIFTS, right: keyof typeof BITS): boolean {
  return ((permissions >> SHIFTS[role]) & BITS[right]) !== 0;
}

/** "rwra--" of a group's bits. */
export function formatPermissions(permissions: number): string {
  const roles = ["user", "group", "world"] as const;
  const letter = (role: keyof typeof SHIFTS) =>
    grants(permissions, role, "write") ? "w" : grants(permissions, role, "annotate") ? "a" : "-";
  return roles.map((role) => (grants(permissions, role, "read") ? "r" : "-") + letter(role)).join("");
}

/** The bits of "rwra--". Who may write may annotate. */
export function parsePermissions(text: string): number {
  return Object.values(SHIFTS).reduce<number>((bits, shift, i) => {
    const [read, write] = [text[2 * i], text[2 * i + 1]];
    const right =
      (read === "r" ? BITS.read : 0) | (write === "w" ? BITS.write | BITS.annotate : write === "a" ? BITS.annotate : 0);
    return bits | (right << shift);
  }, 0);
}

/** @throws Error where there is no such group: ids from outside are looked up first. */
export function groupOf(store: Store, id: number): Group {
  const row = store.row("ExperimenterGroup", id);
  if (row === undefined) throw new Error(`there is no group ${id}`);
  return { id, permissions: Number(row.permissions) };
}

/** An administrator from whom nothing was taken. */
export function isFullAdmin(viewer: Viewer): boolean {
  return (ENUMERATIONS.AdminPrivilege ?? []).every((privilege) => viewer.privileges.has(privilege));
}

/**
 * What a viewer may do with an object of an owner in a group. Administrators read everything, but do to others' objects
 * only what their privileges say; in private groups nobody links to or annotates what is not his own. The same for all
 * objects of the model that have an owner; `file`: whether it is an OriginalFile, "managed" in a repository.
 * (Measured on OMERO 5.6.)
 */
export function rights(viewer: Viewer, ownerId: number, group: Group, file?: "plain" | "managed"): Rights {
  const own = ownerId === viewer.userId;
  const leader = viewer.leaderOf.includes(group.id);
  const member = viewer.memberOf.includes(group.id);
  const shared = group.id === SYSTEM_GROUP || group.id === USER_GROUP;
  const permissions = group.id === USER_GROUP ? parsePermissions("rw----") : group.permissions;
  const granted = (right: keyof typeof BITS): boolean =>
    grants(permissions, "world", right) ||
    (own && grants(permissions, "user", right)) ||
    (member && grants(permissions, "group", right));
  const privileged = (kind: "Write" | "Delete"): boolean =>
    viewer.privileges.has(kind + (file === undefined ? "Owned" : file === "plain" ? "File" : "ManagedRepo"));

  const privateToOthers = !grants(permissions, "group", "read") && !grants(permissions, "world", "read") && !shared;
  const mayTouch = own || !privateToOthers || !(viewer.isAdmin || leader);
  const write = privileged("Write") || leader || granted("write");
  return {
    read: viewer.isAdmin || leader || shared || granted("read"),
    edit: write,
    delete: privileged("Delete") || leader || granted("write"),
    link: mayTouch && (write || shared),
    annotate: mayTouch && (write || granted("annotate") || shared),
    chgrp: own || viewer.privileges.has("Chgrp"),
    chown: leader || viewer.privileges.has("Chown"),
  };
}

/** What a viewer may do with an object that has no owner: users, groups, enumerations … are read and referred to by all. */
export function globalRights(viewer: Viewer, entity: string): Rights {
  const privilege = GLOBAL_PRIVILEGES[entity];
  const may = privilege === undefined ? viewer.isAdmin : viewer.privileges.has(privilege);
  return { ...NONE, link: true, annotate: true, edit: may, delete: may };
}

const GLOBAL_PRIVILEGES: Readonly<Record<string, string>> = {
  Experimenter: "ModifyUser",
  ExperimenterGroup: "ModifyGroup",
  GroupExperimenterMap: "ModifyGroupMembership",
};

/** Classes whose objects can be moved to another group on their own, given to another owner (OMERO's public graph rules). */
const MOVABLE = new Set(
  "Instrument Annotation Dataset Project Folder Image OriginalFile RenderingDef Thumbnail Experiment Fileset Link Job Roi Plate Screen".split(
    " ",
  ),
);
const GIVABLE = new Set([
  ...MOVABLE,
  ..."DatasetImageLink ProjectDatasetLink FolderImageLink FolderRoiLink JobOriginalFileLink Reagent ScreenPlateLink WellReagentLink".split(
    " ",
  ),
]);

/** Whether objects of a class can be moved (given) as such, whoever asks. */
export function isMovable(model: Model, entity: string): boolean {
  return model.entity(entity).lineage.some((name) => MOVABLE.has(name));
}

export function isGivable(model: Model, entity: string): boolean {
  return model.entity(entity).annotationLink || model.entity(entity).lineage.some((name) => GIVABLE.has(name));
}
