import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { load } from "../../query/index.js";
import { groupOf, rights } from "../../security/permissions.js";
import { membershipsOf, privilegesOf, ROLES } from "../../sessions/people.js";
import { eventContext } from "../../sessions/viewer-of.js";
import { entityOf, idOf, plainValue } from "../../values.js";
import type { Call, Operations } from "../service.js";
import { experimenters, groups, idGiven, requireExperimenter, requireGroup } from "./found.js";

/** What IAdmin tells, to everybody. */
export const reading: Operations = {
  getSecurityRoles: () => ({ $type: "::omero::sys::Roles", ...ROLES }),
  getEventContext: ({ backend, session, viewer }) => eventContext(backend.store, session, viewer),

  getExperimenter: (call, id: number) => experimenters(call, [Number(requireExperimenter(call, Number(id)).id)])[0],
  lookupExperimenter: (call, name: string) => experimenters(call, [Number(requireExperimenter(call, name).id)])[0],
  lookupExperimenters: (call) => experimenters(call, allIds(call, "Experimenter")),
  getGroup: (call, id: number) => groups(call, [Number(requireGroup(call, Number(id)).id)])[0],
  lookupGroup: (call, name: string) => groups(call, [Number(requireGroup(call, name).id)])[0],
  lookupGroups: (call) => groups(call, allIds(call, "ExperimenterGroup")),

  containedExperimenters: (call, groupId: number) => {
    const members = call.backend.store.where("GroupExperimenterMap", { parent: Number(groupId) });
    return experimenters(
      call,
      members.map((row) => Number(row.child)),
    );
  },
  containedGroups: (call, userId: number) => groups(call, groupIds(call, Number(userId))),

  getDefaultGroup: (call, userId: number) => {
    const first = groupIds(call, Number(userId))[0];
    if (first === undefined) throw serverError("ValidationException", `The user ${userId} has no default group set.`);
    return groups(call, [first])[0];
  },

  getMemberOfGroupIds: (call, user: SliceObject | null) => groupIds(call, idGiven(user, "user")),
  getLeaderOfGroupIds: (call, user: SliceObject | null) =>
    membershipsOf(call.backend.store, idGiven(user, "user"))
      .filter((membership) => membership.owner)
      .map((membership) => membership.groupId),

  getCurrentAdminPrivileges: (call) => privilegeObjects(call, call.viewer.privileges),
  getAdminPrivileges: (call, user: SliceObject | null) =>
    privilegeObjects(call, privilegesOf(call.backend.store, idGiven(user, "user"))),
  getAdminsWithPrivileges: (call, privileges: readonly SliceObject[]) => {
    const { store } = call.backend;
    const wanted = privileges.map((privilege) => plainValue<string>(privilege.value) ?? "");
    const admins = store.where("GroupExperimenterMap", { parent: ROLES.systemGroupId }).map((row) => Number(row.child));
    return experimenters(
      call,
      admins.filter((id) => isSuperset(privilegesOf(store, id), wanted)),
    );
  },

  /** Whether the caller may change the object; that he may see it, the call's group has to allow. */
  canUpdate: ({ backend, viewer }, object: SliceObject | null) => {
    const id = idGiven(object, "object");
    const entity = entityOf(object as SliceObject);
    const [found] = load(backend.store, entity, [id], viewer);
    const row = backend.store.row(entity, id);
    if (!found || row === undefined) return false;
    return rights(viewer, Number(row.ownerId), groupOf(backend.store, Number(row.groupId))).edit;
  },

  lookupLdapAuthExperimenter: () => "",
  lookupLdapAuthExperimenters: () => ({ $type: "::omero::RList", val: [] }),
};

function groupIds({ backend }: Call, userId: number): number[] {
  return membershipsOf(backend.store, userId).map((membership) => membership.groupId);
}

function allIds({ backend }: Call, entity: string): number[] {
  return backend.store.where(entity, {}).map((row) => Number(row.id));
}

function privilegeObjects({ backend, viewer }: Call, names: ReadonlySet<string>): (SliceObject | null)[] {
  const rows = backend.store.where("AdminPrivilege", {}).filter((row) => names.has(String(row.value)));
  return load(
    backend.store,
    "AdminPrivilege",
    rows.map((row) => Number(row.id)),
    viewer,
  );
}

function isSuperset(all: ReadonlySet<string>, some: readonly string[]): boolean {
  return some.every((name) => all.has(name));
}

/** The values of AdminPrivilege objects; one given by id alone is looked up. */
export function privilegeNames({ backend }: Call, privileges: readonly SliceObject[]): Set<string> {
  const { store } = backend;
  return new Set(
    privileges.map(
      (object) => plainValue<string>(object.value) ?? String(store.row("AdminPrivilege", idOf(object) ?? -1)?.value),
    ),
  );
}
