import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { SavedGraph } from "../save/answer.js";
import { deleteObject } from "../save/delete-object.js";
import { saveGraph } from "../save/save.js";
import type { CollectionField, Entity } from "../schema/entity.js";
import { entityOf, idOf } from "../values.js";
import { classNamed, objectsFor, valuesFor } from "./asked.js";
import { findHierarchies, loadHierarchy } from "./container/hierarchy.js";
import { imagesByOptions, imagesIn, imagesOfUser, splitFilesets } from "./container/images.js";
import type { Call, Operations, Service } from "./service.js";

type Ids = readonly number[] | null;
type Parameters = SliceObject | null;

/** Projects, datasets, screens, plates, and the images in them. */
const operations: Operations = {
  loadContainerHierarchy: (call, rootType: string, ids: Ids, options: Parameters) =>
    loadHierarchy(call, rootType, ids ?? [], options),
  findContainerHierarchies: (call, rootType: string, ids: Ids) => findHierarchies(call, rootType, ids ?? []),
  getImages: (call, rootType: string, ids: Ids, options: Parameters) => imagesIn(call, rootType, ids ?? [], options),
  getUserImages: (call, options: Parameters) => imagesOfUser(call, options),
  getImagesByOptions: (call, options: Parameters) => imagesByOptions(call, options),
  getImagesBySplitFilesets: (call, included: ReadonlyMap<string, readonly number[]>) => splitFilesets(call, included),

  /** How many members a collection of some objects has; none for objects that there are not. */
  getCollectionCount: (call, type: string, property: string, ids: readonly number[]) => {
    const field = collection(classNamed(call, type), property);
    const hql = `select m.${field.mappedBy}.id, count(m.id) from ${field.target} m where m.${field.mappedBy}.id in (:ids) group by m.${field.mappedBy}.id`;
    const counts = new Map(valuesFor(call, hql, { ids: ids.map(Number) }).map(([id, number]) => [Number(id), number]));
    return new Map(ids.map((id) => [id, counts.get(Number(id)) ?? 0]));
  },

  retrieveCollection: (call, object: SliceObject, property: string) => {
    const entity = classNamed(call, entityOf(object));
    const id = idOf(object) ?? -1;
    if (call.backend.store.row(entity.name, id) === undefined) {
      throw serverError("ValidationException", `No row with the given identifier exists: [${entity.javaName}#${id}]`);
    }
    const field = collection(entity, property);
    return objectsFor(call, `select m from ${field.target} m where m.${field.mappedBy}.id = :id`, { id });
  },

  createDataObject: (call, object: SliceObject) => save(call, [object])[0],
  createDataObjects: (call, objects: readonly SliceObject[]) => save(call, objects),
  updateDataObject: (call, object: SliceObject) => save(call, [object])[0],
  updateDataObjects: (call, objects: readonly SliceObject[]) => save(call, objects),
  link: (call, links: readonly SliceObject[]) => save(call, links),
  unlink: (call, links: readonly SliceObject[]) => {
    for (const link of links) deleteObject(call.writing, entityOf(link), idOf(link) ?? -1);
  },
};

export const containerService: Service = { stateful: false, operations };

function save({ writing, backend, viewer }: Call, objects: readonly SliceObject[]): SliceObject[] {
  const saved = new SavedGraph(saveGraph(writing, objects), backend.store, viewer);
  return objects.map((object) => saved.object(object));
}

/** By its name, or with the class before it: "ome.model.core.Image_annotationLinks". */
function collection(entity: Entity, property: string): CollectionField {
  const name = property.slice(property.lastIndexOf("_") + 1);
  const field = entity.fields.get(name);
  if (field?.kind === "collection") return field;
  throw serverError(
    "ApiUsageException",
    `${entity.javaName}.${name} is an unknown property on type ${entity.javaName}`,
  );
}
