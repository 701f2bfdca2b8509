import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { findAll, load } from "../query/index.js";
import { deleteObject } from "../save/delete-object.js";
import type { Entity } from "../schema/entity.js";
import { ENUMERATIONS } from "../schema/enumerations.js";
import { entityOf, idOf, plainValue } from "../values.js";
import { classNamed } from "./asked.js";
import { requireSystem } from "./roles.js";
import type { Call, Operations, Service } from "./service.js";

/** Enumerations: anybody reads and adds to them, administrators change them. */
const operations: Operations = {
  getEnumeration: enumerationOf,
  allEnumerations,

  createEnumeration: (call, added: SliceObject) => {
    const entity = enumeration(call, added);
    const value = plainValue<string>(added.value) ?? null;
    const known = call.backend.store.where(entity.name, { value })[0]?.id;
    const fields = entity.fields.has("bitSize") ? { bitSize: plainValue(added.bitSize) ?? null } : {};
    return objects(call, entity, [Number(known ?? call.writing.insert(entity.name, { value, ...fields }))])[0];
  },

  updateEnumeration: (call, changed: SliceObject) => update(call, changed),
  updateEnumerations: (call, changed: readonly SliceObject[]) => {
    for (const one of changed) update(call, one);
  },
  deleteEnumeration: (call, old: SliceObject) => {
    requireSystem(call);
    deleteObject(call.writing, enumeration(call, old).name, idOf(old) ?? -1);
  },

  getEnumerationTypes: (call) => enumerations(call).map((entity) => entity.name),
  getAnnotationTypes: ({ backend }) =>
    [...backend.store.model.entities.values()]
      .filter((entity) => entity.lineage.includes("Annotation") && !entity.abstract)
      .map((entity) => entity.name),
  getEnumerationsWithEntries: (call) =>
    new Map(enumerations(call).map((entity) => [entity.name, everything(call, entity)])),
  getOriginalEnumerations: (call) => {
    requireSystem(call);
    return enumerations(call).flatMap((entity) => {
      const original = ENUMERATIONS[entity.name] ?? [];
      return everything(call, entity).filter((object) => original.includes(plainValue<string>(object.value) ?? ""));
    });
  },
};

export const typesService: Service = { stateful: false, operations };

/** @throws ApiUsageException where the class has no such value */
export function enumerationOf(call: Call, type: string, value: string): SliceObject | undefined {
  const entity = classNamed(call, type);
  if (!entity.enumeration) {
    throw serverError("ApiUsageException", `could not resolve property: value of: ${entity.javaName}`);
  }
  const [row] = call.backend.store.where(entity.name, { value });
  if (row === undefined) {
    throw serverError("ApiUsageException", `An ${entity.javaName} enum does not exist with the value: ${value}`);
  }
  return objects(call, entity, [Number(row.id)])[0];
}

/** Of a class that is no enumeration: all its objects that the caller sees (measured on OMERO 5.6). */
export function allEnumerations(call: Call, type: string): (SliceObject | null)[] {
  const entity = classNamed(call, type);
  return entity.enumeration
    ? everything(call, entity)
    : findAll(call.backend.store, `select o from ${entity.name} o`, null, call.viewer);
}

function enumeration({ backend }: Call, object: SliceObject): Entity {
  const entity = backend.store.model.entities.get(entityOf(object));
  if (!entity?.enumeration) throw serverError("ApiUsageException", `${object.$type} is no enumeration.`);
  return entity;
}

function enumerations({ backend }: Call): Entity[] {
  return [...backend.store.model.entities.values()].filter((entity) => entity.enumeration);
}

function everything(call: Call, entity: Entity): SliceObject[] {
  return objects(
    call,
    entity,
    call.backend.store.where(entity.name, {}).map((row) => Number(row.id)),
  );
}

function objects({ backend, viewer }: Call, entity: Entity, ids: readonly number[]): SliceObject[] {
  return load(backend.store, entity.name, ids, viewer).filter((object) => object !== null);
}

function update(call: Call, changed: SliceObject): SliceObject | undefined {
  requireSystem(call);
  const entity = enumeration(call, changed);
  const id = idOf(changed) ?? -1;
  call.writing.update(entity.name, id, { value: plainValue(changed.value) ?? null });
  return objects(call, entity, [id])[0];
}
