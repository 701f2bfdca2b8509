import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import type { Viewer } from "../security/viewer.js";
import type { Store } from "../store/store.js";
import { membershipsOf, privilegesOf, ROLES } from "./people.js";
import type { Session } from "./session.js";

/** `omero.group` of a call that means all groups. */
export const ALL_GROUPS = -1;

/**
 * Who asks, and in which group, for one call. The group of the call is `omero.group` of its context: a group's id, or -1 for all
 * groups; any text that is no number is passed over and the session's group holds (measured on OMERO 5.6).
 * @throws SecurityViolation for a group that the user is not in; ValidationException for one that there is not
 */
export function viewerOf(store: Store, session: Session, context: Readonly<Record<string, string>>): Viewer {
  const { userId, sudoer } = session.facts;
  const asked = groupOfCall(context);
  if (sudoer?.boundToGroup && asked !== undefined && asked !== session.groupId) {
    throw serverError("SecurityViolation", "Group-sudo session cannot change context!");
  }
  const viewer = viewerIn(store, session, asked ?? session.groupId);
  const { callGroup } = viewer;
  if (callGroup === ALL_GROUPS) return viewer;
  if (store.row("ExperimenterGroup", callGroup) === undefined) {
    const name = `[ome.model.meta.ExperimenterGroup#${callGroup}]`;
    throw serverError("ValidationException", `No row with the given identifier exists: ${name}`);
  }
  if (!viewer.isAdmin && !viewer.memberOf.includes(callGroup)) {
    throw serverError("SecurityViolation", `User ${userId} is not a member of group ${callGroup} and cannot login`);
  }
  return viewer;
}

/** A session's user as one who asks in a group, whether he may or not. */
export function viewerIn(store: Store, session: Session, callGroup: number): Viewer {
  const { userId, userName, sudoer } = session.facts;
  const memberships = membershipsOf(store, userId);
  const memberOf = memberships.map((m) => m.groupId);
  const own = privilegesOf(store, userId);
  return {
    userId,
    userName,
    isAdmin: memberOf.includes(ROLES.systemGroupId),
    privileges: sudoer ? new Set([...own].filter((name) => sudoer.privileges.has(name))) : own,
    memberOf,
    leaderOf: memberships.filter((m) => m.owner).map((m) => m.groupId),
    sessionGroup: session.groupId,
    callGroup,
    sessionUuid: session.uuid,
    ...(sudoer && { sudoerId: sudoer.id }),
  };
}

function groupOfCall(context: Readonly<Record<string, string>>): number | undefined {
  const text = context["omero.group"];
  if (text === undefined || !/^[+-]?\d{1,18}$/.test(text)) return undefined;
  const id = Number(text);
  return id < 0 ? ALL_GROUPS : id;
}

/** What `IAdmin.getEventContext` tells: always of the session's group, whatever the call's. */
export function eventContext(store: Store, session: Session, viewer: Viewer): SliceObject {
  const { sudoer } = session.facts;
  const group = store.row("ExperimenterGroup", session.groupId);
  return {
    $type: "::omero::sys::EventContext",
    shareId: -1,
    sessionId: session.facts.id,
    sessionUuid: session.uuid,
    userId: viewer.userId,
    userName: viewer.userName,
    sudoerId: sudoer ? { $type: "::omero::RLong", val: sudoer.id } : null,
    sudoerName: sudoer ? { $type: "::omero::RString", val: sudoer.name } : null,
    groupId: session.groupId,
    groupName: String(group?.name),
    isAdmin: viewer.isAdmin,
    adminPrivileges: [...viewer.privileges],
    eventId: -1,
    eventType: session.facts.eventType,
    memberOfGroups: viewer.memberOf,
    leaderOfGroups: viewer.leaderOf,
    groupPermissions: { $type: "::omero::model::Permissions", perm1: group?.permissions },
  };
}
