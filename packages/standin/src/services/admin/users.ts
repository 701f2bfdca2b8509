import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { deleteObject } from "../../save/delete-object.js";
import { allPrivileges, configFor, ROLES } from "../../sessions/people.js";
import type { Row } from "../../store/store.js";
import { plainValue } from "../../values.js";
import { requirePassword, requireSystem } from "../roles.js";
import type { Call, Operations } from "../service.js";
import { requireExperimenter, requireGroup, rowGiven } from "./found.js";
import { requireGroups, requireOwnPrivileges, requireUserAdmin } from "./guards.js";
import { Memberships } from "./memberships.js";
import { privilegeNames } from "./reading.js";

/** Fields of users that they may set themselves. */
const OWN_FIELDS = ["firstName", "middleName", "lastName", "email", "institution"] as const;
const ALL_FIELDS = ["omeName", ...OWN_FIELDS, "ldap"] as const;

/** Making, changing and deleting users, and their passwords. */
export const users: Operations = {
  createUser: (call, user: SliceObject, groupName: string) =>
    create(call, user, [Number(requireGroup(call, groupName).id), ROLES.userGroupId]),
  createExperimenter: (call, user: SliceObject, first: SliceObject | null, others: readonly SliceObject[]) =>
    create(call, user, groupsGiven(call, first, others)),
  createExperimenterWithPassword: (
    call,
    user: SliceObject,
    password: SliceObject | null,
    first: SliceObject | null,
    others: readonly SliceObject[],
  ) => create(call, user, groupsGiven(call, first, others), { password }),

  createSystemUser: (call, user: SliceObject) => createAdmin(call, user, allPrivileges(call.backend.store), null),
  createRestrictedSystemUser: (call, user: SliceObject, privileges: readonly SliceObject[]) =>
    createAdmin(call, user, privilegeNames(call, privileges), null),
  createRestrictedSystemUserWithPassword: (
    call,
    user: SliceObject,
    privileges: readonly SliceObject[],
    password: SliceObject | null,
  ) => createAdmin(call, user, privilegeNames(call, privileges), password),

  /** Whatever id the object has, it is oneself who is changed (measured on OMERO 5.6). */
  updateSelf: (call, user: SliceObject) =>
    call.writing.update("Experimenter", call.viewer.userId, fieldsOf(user, OWN_FIELDS)),
  updateExperimenter: (call, user: SliceObject) => update(call, user),
  updateExperimenterWithPassword: (call, user: SliceObject, password: SliceObject | null) => {
    const id = update(call, user);
    call.backend.passwords.set(id, plainValue<string>(password) ?? null);
  },

  setAdminPrivileges: (call, user: SliceObject, privileges: readonly SliceObject[]) => {
    requireSystem(call);
    const id = Number(rowGiven(call, "Experimenter", user).id);
    if (!call.viewer.privileges.has("ModifyUser")) {
      throw serverError("SecurityViolation", `Updating ome.model.meta.Experimenter:Id_${id} not allowed.`);
    }
    const names = privilegeNames(call, privileges);
    requireOwnPrivileges(call, names);
    if (!new Memberships(call, id).groups().includes(ROLES.systemGroupId)) return;
    call.writing.update("Experimenter", id, { config: configFor(call.backend.store, names) });
  },

  deleteExperimenter: (call, user: SliceObject) => {
    requireUserAdmin(call);
    const id = Number(rowGiven(call, "Experimenter", user).id);
    deleteObject(call.writing, "Experimenter", id);
    call.backend.passwords.set(id, null);
  },

  changePassword: (call, password: SliceObject | null) => {
    requirePassword(call);
    call.backend.passwords.set(call.viewer.userId, plainValue<string>(password) ?? null);
  },
  changePasswordWithOldPassword: (call, old: SliceObject | null, password: SliceObject | null) => {
    const { passwords } = call.backend;
    if (!passwords.matches(call.viewer.userId, plainValue<string>(old) ?? "")) {
      throw serverError("SecurityViolation", "Old password is invalid");
    }
    passwords.set(call.viewer.userId, plainValue<string>(password) ?? null);
  },
  changeUserPassword: (call, omeName: string, password: SliceObject | null) => {
    requirePassword(call);
    const user = requireExperimenter(call, omeName);
    requireUserAdmin(call);
    call.backend.passwords.set(Number(user.id), plainValue<string>(password) ?? null);
  },
  synchronizeLoginCache: (call) => requireSystem(call),
};

function groupsGiven(call: Call, first: SliceObject | null, others: readonly SliceObject[]): number[] {
  if (first === null) throw serverError("ApiUsageException", "The default group of a new user may not be null.");
  return [first, ...others].map((group) => Number(rowGiven(call, "ExperimenterGroup", group).id));
}

interface Extras {
  readonly password?: SliceObject | null;
  readonly config?: [string, string][];
}

/** A new user in these groups, the default one first. */
function create(call: Call, user: SliceObject, groupIds: readonly number[], extras: Extras = {}): number {
  requireGroups(call, groupIds, "ModifyUser");
  if (groupIds.includes(ROLES.systemGroupId) && extras.config === undefined) {
    requireOwnPrivileges(call, allPrivileges(call.backend.store));
  }
  const { config = [] } = extras;
  const id = call.writing.insert("Experimenter", { ...fieldsOf(user, ALL_FIELDS), config, version: 0 });
  const memberships = new Memberships(call, id);
  for (const group of groupIds) memberships.add(group);
  const password = plainValue<string>(extras.password);
  if (password !== undefined) call.backend.passwords.set(id, password);
  return id;
}

function createAdmin(
  call: Call,
  user: SliceObject,
  privileges: Iterable<string>,
  password: SliceObject | null,
): number {
  const names = new Set(privileges);
  requireGroups(call, [ROLES.systemGroupId], "ModifyUser");
  requireOwnPrivileges(call, names);
  const config = configFor(call.backend.store, names);
  return create(call, user, [ROLES.systemGroupId, ROLES.userGroupId], { password, config });
}

function update(call: Call, user: SliceObject): number {
  const id = Number(rowGiven(call, "Experimenter", user).id);
  const mine = id === call.viewer.userId;
  if (!mine) requireUserAdmin(call);
  const fields = mine && !call.viewer.privileges.has("ModifyUser") ? OWN_FIELDS : ALL_FIELDS;
  call.writing.update("Experimenter", id, fieldsOf(user, fields));
  return id;
}

function fieldsOf(object: SliceObject, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, plainValue(object[name]) ?? null]));
}
