import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { load } from "../query/index.js";
import type { Call } from "../services/service.js";
import { idOf, unloaded } from "../values.js";

/** The groups that the session may change to: its user's. */
export function groupsToChangeTo({ backend, viewer }: Call): (SliceObject | null)[] {
  return load(backend.store, "ExperimenterGroup", viewer.memberOf, viewer);
}

/**
 * Changes the session's group for all who joined it; the answer is the group before, unloaded.
 * @throws SecurityViolation for a group the user is not in (administrators may be in any), for who acts for a member in one group
 * only, and while services are open that keep the group they began in.
 */
export function changeGroup(call: Call, group: SliceObject | null, openServices: boolean): SliceObject {
  const { session, viewer, backend } = call;
  if (group?.$type !== "::omero::model::ExperimenterGroup") {
    throw serverError("ApiUsageException", "Only the group of a session can be changed.");
  }
  const id = idOf(group);
  if (session.facts.sudoer?.boundToGroup) {
    throw serverError("SecurityViolation", "Group-sudo session cannot change context!");
  }
  if (id === undefined || !(viewer.isAdmin || viewer.memberOf.includes(id))) {
    throw serverError("SecurityViolation", `User ${viewer.userId} is not a member of group ${id}`);
  }
  if (backend.store.row("ExperimenterGroup", id) === undefined) {
    throw serverError(
      "ValidationException",
      `No row with the given identifier exists: [ome.model.meta.ExperimenterGroup#${id}]`,
    );
  }
  if (openServices) {
    throw serverError(
      "SecurityViolation",
      "SecurityContext change cancelled: stateful services are open; close them first.",
    );
  }
  const before = session.groupId;
  session.groupId = id;
  return unloaded("ExperimenterGroup", before);
}
