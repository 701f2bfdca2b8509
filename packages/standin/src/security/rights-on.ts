import type { Entity } from "../schema/entity.js";
import type { Row, Store } from "../store/store.js";
import { globalRights, groupOf, type Rights, rights } from "./permissions.js";
import type { Viewer } from "./viewer.js";
import { visibleSql } from "./visibility.js";

/** What a viewer may do with the object of a row. */
export function rightsOn(store: Store, viewer: Viewer, entity: Entity, row: Row): Rights {
  if (entity.global) return globalRights(viewer, entity.name);
  const file = entity.name !== "OriginalFile" ? undefined : row.repo === null ? "plain" : "managed";
  return rights(viewer, Number(row.ownerId), groupOf(store, Number(row.groupId)), file);
}

/** Whether an object is there for a viewer in the group of the call. */
export function isVisible(store: Store, viewer: Viewer, entity: Entity, id: number): boolean {
  const sql = `SELECT 1 FROM "${entity.table}" t WHERE id = ? AND ${visibleSql(store, viewer, entity, "t")}`;
  return store.db.prepare(sql).get(id) !== undefined;
}
