import { serverError } from "../../errors.js";
import { ROLES } from "../../sessions/people.js";
import type { Call } from "../service.js";

/** Restricted administrators have some of these. */
export type Privilege = "ModifyUser" | "ModifyGroup" | "ModifyGroupMembership";

export function isAdminWith({ viewer }: Call, privilege: Privilege): boolean {
  return viewer.isAdmin && viewer.privileges.has(privilege);
}

/** For administrators with the privilege, and for who owns each of the groups; `user`, in which all are, counts for nobody. */
export function requireGroups(call: Call, groupIds: readonly number[], privilege: Privilege): void {
  const others = groupIds.filter((id) => id !== ROLES.userGroupId);
  const ownsAll = others.length > 0 && others.every((id) => call.viewer.leaderOf.includes(id));
  if (isAdminWith(call, privilege) || ownsAll) return;
  throw serverError(
    "SecurityViolation",
    "Current user is neither admin nor group-leader for the given user(s)/group(s)",
  );
}

export function requireUserAdmin(call: Call): void {
  if (!isAdminWith(call, "ModifyUser")) {
    throw serverError("SecurityViolation", "Current user is not admin for the given user(s)");
  }
}

/** Nobody makes an administrator who may more than he himself. */
export function requireOwnPrivileges({ viewer }: Call, privileges: Iterable<string>): void {
  for (const name of privileges) {
    if (!viewer.privileges.has(name)) {
      throw serverError("SecurityViolation", "cannot give administrator privileges that current user does not have");
    }
  }
}
