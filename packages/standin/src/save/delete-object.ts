import { serverError } from "../errors.js";
import type { Entity } from "../schema/entity.js";
import { collections } from "../schema/model.js";
import { SaveRights } from "./rights.js";
import type { Writing } from "./writing.js";

/** Collections that always come with their object; what stands in them would be saved again with it. */
const ALWAYS_LOADED: ReadonlySet<string> = new Set(["Image.wellSamples", "OriginalFile.filesetEntries"]);

/**
 * Deletes one object as `IUpdate.deleteObject` does: with its links and with the members of its lists, not with what else refers to
 * it (measured on OMERO 5.6).
 * @throws ValidationException where it is not there or is referred to; SecurityViolation; InternalException for what stands in a
 * collection that is always loaded
 */
export function deleteObject(writing: Writing, name: string, id: number): void {
  const { store } = writing;
  const row = store.row(name, id);
  const entity = store.model.entity(String(row?.class ?? name));
  if (row === undefined) {
    throw serverError("ValidationException", `No row with the given identifier exists: [${entity.javaName}#${id}]`);
  }
  new SaveRights(store, writing.viewer).requireDeleting(entity, row);
  removeWithMembers(writing, entity, id);
}

function removeWithMembers(writing: Writing, entity: Entity, id: number): void {
  const { store } = writing;
  for (const collection of collections(entity)) {
    const members = store.where(collection.target, { [collection.mappedBy]: id });
    if (members.length > 0 && ALWAYS_LOADED.has(`${entity.name}.${collection.name}`)) {
      const what = `${entity.javaName}#${id} stands in ${collection.target}.${collection.mappedBy}`;
      throw serverError("InternalException", `deleted object would be re-saved by cascade: ${what}`);
    }
    const target = store.model.entity(collection.target);
    if (!target.link && collection.indexColumn === undefined) continue;
    for (const member of members) {
      removeWithMembers(writing, store.model.entity(String(member.class ?? target.name)), Number(member.id));
    }
  }
  writing.remove(entity.name, id);
}
