import type { Entity } from "../schema/entity.js";
import type { Row, Store } from "../store/store.js";
import { type Group, groupOf, rights } from "./permissions.js";
import type { Viewer } from "./viewer.js";

const SHARED_GROUPS = new Set([0, 1]);

/**
 * Tells whether single objects may be read, as OMERO asks of each one that it has read: what is in another group than the
 * call's may not, but for the groups `system` and `user` (measured on OMERO 5.6).
 */
export class Readable {
  private readonly groups = new Map<number, Group>();

  constructor(
    private readonly store: Store,
    private readonly viewer: Viewer,
  ) {}

  may(entity: Entity, row: Row): boolean {
    const { viewer } = this;
    if (entity.table === "Session") {
      return viewer.privileges.has("ReadSession") || (row.sudoer ?? row.owner) === (viewer.sudoerId ?? viewer.userId);
    }
    if (entity.global) return true;
    const groupId = row.groupId as number;
    if (SHARED_GROUPS.has(groupId)) return true;
    if (viewer.callGroup >= 0 && groupId !== viewer.callGroup) return false;
    return rights(viewer, row.ownerId as number, this.group(groupId)).read;
  }

  group(id: number): Group {
    const known = this.groups.get(id) ?? groupOf(this.store, id);
    this.groups.set(id, known);
    return known;
  }
}
