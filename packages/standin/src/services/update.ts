import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { SavedGraph } from "../save/answer.js";
import { deleteObject } from "../save/delete-object.js";
import { saveGraph } from "../save/save.js";
import { entityOf, idOf } from "../values.js";
import type { Call, Operations, Service } from "./service.js";

type Objects = readonly (SliceObject | null)[] | null;

/** Saving and deleting of single objects and graphs. */
const operations: Operations = {
  saveObject: ({ writing }, object: SliceObject | null) => void saveGraph(writing, [given(object)]),
  saveCollection: (call, objects: Objects) => void saveAll(call, objects),
  saveArray: (call, objects: Objects) => void saveAll(call, objects),
  saveAndReturnObject: (call, object: SliceObject | null) => saveAll(call, [given(object)])[0],
  saveAndReturnArray: (call, objects: Objects) => saveAll(call, objects),
  saveAndReturnIds: ({ writing }, objects: Objects) => {
    const roots = present(objects);
    const graph = saveGraph(writing, roots);
    return roots.map((root) => graph.of(root).id);
  },

  deleteObject: ({ writing }, object: SliceObject | null) => {
    const id = idOf(given(object));
    if (id === undefined) {
      throw serverError("ApiUsageException", "Non-managed IObject entity cannot be deleted. Must have an id.");
    }
    deleteObject(writing, entityOf(given(object)), id);
  },

  /** There is no search index here to bring up to date. */
  indexObject: () => undefined,
};

export const updateService: Service = { stateful: false, operations };

function saveAll({ writing, backend, viewer }: Call, objects: Objects): SliceObject[] {
  const roots = present(objects);
  const saved = new SavedGraph(saveGraph(writing, roots), backend.store, viewer);
  return roots.map((root) => saved.object(root));
}

function given(object: SliceObject | null): SliceObject {
  if (object === null) throw serverError("ApiUsageException", "Argument to save cannot be null.");
  return object;
}

function present(objects: Objects): SliceObject[] {
  return (objects ?? []).map(given);
}
