import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { allPrivileges, ROLES } from "../../sessions/people.js";
import type { Row } from "../../store/store.js";
import type { Call, Operations } from "../service.js";
import { rowGiven } from "./found.js";
import { isAdminWith, requireGroups, requireOwnPrivileges } from "./guards.js";

type Groups = readonly SliceObject[];

/** Who is in which group, who owns it, and which group is a user's first. */
export const memberships: Operations = {
  addGroups: (call, user: SliceObject | null, groups: Groups) => {
    const [member, chosen] = userAndGroups(call, user, groups);
    for (const group of chosen) {
      if (group === ROLES.systemGroupId) requireOwnPrivileges(call, allPrivileges(call.backend.store));
    }
    const place = new Memberships(call, member);
    for (const group of chosen) place.add(group);
  },

  removeGroups: (call, user: SliceObject | null, groups: Groups) => {
    const [member, chosen] = userAndGroups(call, user, groups);
    const essential = chosen.some((id) => id === ROLES.systemGroupId || id === ROLES.userGroupId);
    if (member === ROLES.rootId && essential) {
      const message = "experimenter 'root' may not be removed from the 'system' or 'user' group";
      throw serverError("ValidationException", message);
    }
    const place = new Memberships(call, member);
    const left = place.groups().filter((id) => !chosen.includes(id) && id !== ROLES.userGroupId);
    if (left.length === 0) throw serverError("ValidationException", "experimenter must remain a member of some group");
    for (const group of chosen) place.remove(group);
  },

  setDefaultGroup: (call, user: SliceObject | null, group: SliceObject | null) => {
    const member = Number(rowGiven(call, "Experimenter", user).id);
    const chosen = rowGiven(call, "ExperimenterGroup", group);
    if (call.viewer.userId !== member && !isAdminWith(call, "ModifyUser")) {
      throw serverError("SecurityViolation", `User ${call.viewer.userId} can only set own default group.`);
    }
    if (chosen.id === ROLES.userGroupId) {
      throw serverError("ApiUsageException", `Cannot set default group to: ${ROLES.userGroupName}`);
    }
    const place = new Memberships(call, member);
    if (!place.groups().includes(Number(chosen.id))) {
      throw serverError("ApiUsageException", `Group ${chosen.id} was not found for user ${member}`);
    }
    place.putFirst(Number(chosen.id));
  },

  setGroupOwner: (call, group: SliceObject | null, owner: SliceObject | null) => setOwners(call, group, [owner], true),
  unsetGroupOwner: (call, group: SliceObject | null, owner: SliceObject | null) =>
    setOwners(call, group, [owner], false),
  addGroupOwners: (call, group: SliceObject | null, owners: Groups) => setOwners(call, group, owners, true),
  removeGroupOwners: (call, group: SliceObject | null, owners: Groups) => setOwners(call, group, owners, false),
};

function userAndGroups(call: Call, user: SliceObject | null, groups: Groups): [number, number[]] {
  const mayAll = isAdminWith(call, "ModifyGroupMembership");
  if (!mayAll)
    requireGroups(
      call,
      groups.map((group) => Number((group.id as { val: number }).val)),
      "ModifyGroupMembership",
    );
  const chosen = groups.map((group) => Number(rowGiven(call, "ExperimenterGroup", group).id));
  return [Number(rowGiven(call, "Experimenter", user).id), chosen];
}

function setOwners(
  call: Call,
  group: SliceObject | null,
  owners: readonly (SliceObject | null)[],
  value: boolean,
): void {
  const id = Number(rowGiven(call, "ExperimenterGroup", group).id);
  requireGroups(call, [id], "ModifyGroupMembership");
  for (const owner of owners) {
    new Memberships(call, Number(rowGiven(call, "Experimenter", owner).id)).setOwner(id, value);
  }
}

/** One user's groups, in order: the first is the default group. */
export class Memberships {
  constructor(
    private readonly call: Call,
    private readonly userId: number,
  ) {}

  groups(): number[] {
    return this.#rows().map((row) => Number(row.parent));
  }

  add(groupId: number, owner = false): void {
    const rows = this.#rows();
    if (rows.some((row) => row.parent === groupId)) return;
    this.call.writing.insert("GroupExperimenterMap", {
      parent: groupId,
      child: this.userId,
      owner,
      version: 0,
    });
  }

  remove(groupId: number): void {
    for (const row of this.#rows()) {
      if (row.parent === groupId) this.call.writing.remove("GroupExperimenterMap", Number(row.id));
    }
    const left = this.#rows();
    this.#number(left);
    // Nobody's default group is the one that all are in, unless it is the only one.
    const [first, second] = left;
    if (first?.parent === ROLES.userGroupId && second !== undefined) this.putFirst(Number(second.parent));
  }

  /** Who becomes an owner becomes a member. */
  setOwner(groupId: number, owner: boolean): void {
    if (owner) this.add(groupId);
    for (const row of this.#rows()) {
      if (row.parent === groupId) this.call.writing.update("GroupExperimenterMap", Number(row.id), { owner });
    }
  }

  /** The group and the one that was first change places. */
  putFirst(groupId: number): void {
    const rows = this.#rows();
    const at = rows.findIndex((row) => row.parent === groupId);
    const [first, chosen] = [rows[0], rows[at]];
    if (first === undefined || chosen === undefined) return;
    rows[0] = chosen;
    rows[at] = first;
    this.#number(rows);
  }

  #rows(): Row[] {
    return this.call.backend.store.where("GroupExperimenterMap", { child: this.userId }, "child_index");
  }

  #number(rows: readonly Row[]): void {
    const { store } = this.call.backend;
    for (const [child_index, row] of rows.entries())
      store.update("GroupExperimenterMap", Number(row.id), { child_index });
  }
}
