import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { deleteObject } from "../../save/delete-object.js";
import { parsePermissions } from "../../security/permissions.js";
import { plainValue } from "../../values.js";
import { requireSystem } from "../roles.js";
import type { Operations } from "../service.js";
import { rowGiven } from "./found.js";
import { requireGroups } from "./guards.js";

/** rw---- : what is in a group is its owner's alone. */
const PRIVATE = parsePermissions("rw----");

/** Making, changing and deleting groups. */
export const groupKeeping: Operations = {
  /** A new group has no members, not even its maker; without permissions it is private. */
  createGroup: (call, group: SliceObject) => {
    requireSystem(call);
    requireGroups(call, [], "ModifyGroup");
    const name = plainValue<string>(group.name);
    if (name === undefined) throw serverError("ValidationException", "Group name may not be null.");
    return call.writing.insert("ExperimenterGroup", {
      name,
      description: plainValue(group.description) ?? null,
      ldap: plainValue(group.ldap) ?? null,
      permissions: permissionsOf(group) ?? PRIVATE,
      config: [],
      version: 0,
    });
  },

  updateGroup: (call, group: SliceObject) => {
    const row = rowGiven(call, "ExperimenterGroup", group);
    requireGroups(call, [Number(row.id)], "ModifyGroup");
    call.writing.update("ExperimenterGroup", Number(row.id), {
      name: plainValue(group.name) ?? null,
      description: plainValue(group.description) ?? null,
      ldap: plainValue(group.ldap) ?? null,
      permissions: permissionsOf(group) ?? row.permissions,
    });
  },

  deleteGroup: (call, group: SliceObject) => {
    requireGroups(call, [], "ModifyGroup");
    deleteObject(call.writing, "ExperimenterGroup", Number(rowGiven(call, "ExperimenterGroup", group).id));
  },
};

function permissionsOf(group: SliceObject): number | bigint | undefined {
  const details = group.details as { permissions?: { perm1?: number | bigint } | null } | null | undefined;
  return details?.permissions?.perm1;
}
