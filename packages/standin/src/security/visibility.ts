import type { Entity } from "../schema/entity.js";
import type { Store } from "../store/store.js";
import { grants } from "./permissions.js";
import type { Viewer } from "./viewer.js";

/** Objects in this group are there for everybody, whatever the group of the call. */
const USER_GROUP = 1;

/**
 * The SQL condition that a row of an entity's table is there for a viewer; "1" where all are. Only numbers that are not
 * from outside go into it. Users see, in the call's group, everything (their own in a private group); with -1 the same of
 * all groups they are in or may look into; administrators see everything of a group, of all groups with -1. Of sessions
 * everybody has his own, administrators all; nodes are for administrators. (Measured on OMERO 5.6.)
 * @param alias what the table is called in the statement
 */
export function visibleSql(store: Store, viewer: Viewer, entity: Entity, alias: string): string {
  if (entity.table === "Session") return visibleSessions(viewer, alias);
  if (entity.table === "Node") return viewer.isAdmin ? "1" : "0";
  if (entity.global) return "1";
  if (viewer.isAdmin && viewer.callGroup < 0) return "1";
  const groups = viewer.callGroup < 0 ? allGroups(store, viewer) : oneGroup(store, viewer);
  const whole = `${alias}.group_id IN (${groups.whole.join(", ")})`;
  if (groups.own.length === 0) return whole;
  return `(${whole} OR (${alias}.owner_id = ${viewer.userId} AND ${alias}.group_id IN (${groups.own.join(", ")})))`;
}

/** Groups of which all is seen, and of which only one's own. */
interface Groups {
  readonly whole: readonly number[];
  readonly own: readonly number[];
}

function oneGroup(store: Store, viewer: Viewer): Groups {
  const id = viewer.callGroup;
  const permissions = Number(store.row("ExperimenterGroup", id)?.permissions ?? 0);
  const all =
    viewer.isAdmin ||
    viewer.leaderOf.includes(id) ||
    grants(permissions, "group", "read") ||
    grants(permissions, "world", "read");
  return all ? { whole: [id, USER_GROUP], own: [] } : { whole: [USER_GROUP], own: [id] };
}

function allGroups(store: Store, viewer: Viewer): Groups {
  const whole: number[] = [];
  const own: number[] = [];
  for (const row of store.where("ExperimenterGroup", {})) {
    const id = row.id as number;
    const permissions = Number(row.permissions);
    const member = viewer.memberOf.includes(id) && grants(permissions, "group", "read");
    if (viewer.leaderOf.includes(id) || member || grants(permissions, "world", "read")) whole.push(id);
    else if (grants(permissions, "user", "read")) own.push(id);
  }
  return { whole, own };
}

/** A session that somebody opened in another's name is his who opened it. */
function visibleSessions(viewer: Viewer, alias: string): string {
  const real = viewer.sudoerId ?? viewer.userId;
  const opened = viewer.privileges.has("ReadSession") ? "1" : `coalesce(${alias}.sudoer, ${alias}.owner) = ${real}`;
  return viewer.isAdmin ? opened : `(${alias}.owner = ${viewer.userId} AND ${opened})`;
}
