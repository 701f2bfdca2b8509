import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { findAll, findOne, load, project } from "../query/index.js";
import type { Entity } from "../schema/entity.js";
import { entityOf, plainValue, rlong, rstring } from "../values.js";
import { classNamed } from "./asked.js";
import type { Call, Operations, Service } from "./service.js";

type Parameters = SliceObject | null;

/** Reading by HQL, by id, and by the values of fields. */
const operations: Operations = {
  projection: ({ backend, viewer }, hql: string, parameters: Parameters) =>
    project(backend.store, hql, parameters, viewer),
  findAllByQuery: (call, hql: string, parameters: Parameters) => all(call, hql, parameters),
  findByQuery: ({ backend, viewer }, hql: string, parameters: Parameters) =>
    findOne(backend.store, hql, parameters, viewer),

  get: (call, type: string, id: number) => {
    const entity = concreteClass(call, type);
    const object = byId(call, entity, id);
    if (object === null) {
      throw serverError("ValidationException", `No row with the given identifier exists: [${entity.javaName}#${id}]`);
    }
    return object;
  },
  find: (call, type: string, id: number) => byId(call, concreteClass(call, type), id),
  findAll: (call, type: string, filter: SliceObject | null) =>
    all(call, `select o from ${classNamed(call, type).name} o`, {
      $type: "::omero::sys::Parameters",
      theFilter: filter,
    }),

  findByString: (call, type: string, field: string, value: string) =>
    atMostOne(byString(call, type, field, "o.field = :value", value)),
  /** Those whose field has the text anywhere in it. */
  findAllByString: (call, type: string, field: string, value: string, exact: boolean, filter: SliceObject | null) =>
    exact
      ? byString(call, type, field, "o.field like :value", `%${value}%`, filter)
      : byString(call, type, field, "lower(o.field) like :value", `%${value.toLowerCase()}%`, filter),

  findByExample: (call, example: SliceObject | null) => atMostOne(byExample(call, example, null)),
  findAllByExample: (call, example: SliceObject | null, filter: SliceObject | null) => byExample(call, example, filter),

  refresh: () => {
    throw serverError("SecurityViolation", "no remote access");
  },
};

export const queryService: Service = { stateful: false, operations };

function all({ backend, viewer }: Call, hql: string, parameters: Parameters): (SliceObject | null)[] {
  return findAll(backend.store, hql, parameters, viewer);
}

function atMostOne(found: readonly (SliceObject | null)[]): SliceObject | null {
  if (found.length > 1) {
    throw serverError("ApiUsageException", `unique result expected, but ${found.length} were found`);
  }
  return found[0] ?? null;
}

function byId({ backend, viewer }: Call, entity: Entity, id: number): SliceObject | null {
  return load(backend.store, entity.name, [Number(id)], viewer)[0] ?? null;
}

function concreteClass(call: Call, type: string): Entity {
  const entity = classNamed(call, type);
  if (entity.abstract) throw serverError("ApiUsageException", `${type} is abstract: name the class of the object.`);
  return entity;
}

/** @param condition on `o.field`, which stands for the field that is asked for */
function byString(
  call: Call,
  type: string,
  field: string,
  condition: string,
  value: string,
  filter: SliceObject | null = null,
): (SliceObject | null)[] {
  const entity = classNamed(call, type);
  const known = entity.fields.get(field);
  if (known?.kind !== "scalar" || known.type !== "string") {
    throw serverError("ApiUsageException", `could not resolve property: ${field} of: ${entity.javaName}`);
  }
  const hql = `select o from ${entity.name} o where ${condition.replace("o.field", `o.${field}`)}`;
  return all(call, hql, named({ value: rstring(value) }, filter));
}

/** Objects that have the same values in those fields that the example has set. */
function byExample(call: Call, example: SliceObject | null, filter: SliceObject | null): (SliceObject | null)[] {
  if (example === null) throw serverError("ApiUsageException", "No example is given.");
  const entity = classNamed(call, entityOf(example));
  const wanted: Record<string, SliceObject> = {};
  const conditions = [...entity.fields.values()].flatMap((field) => {
    const value = example[field.name] as SliceObject | null | undefined;
    if (!value || (field.kind !== "scalar" && field.kind !== "reference")) return [];
    wanted[field.name] = field.kind === "scalar" ? value : rlong(Number(plainValue((value as SliceObject).id)));
    return [`o.${field.name}${field.kind === "scalar" ? "" : ".id"} = :${field.name}`];
  });
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  return all(call, `select o from ${entity.name} o${where}`, named(wanted, filter));
}

function named(values: Readonly<Record<string, SliceObject>>, theFilter: SliceObject | null): SliceObject {
  return { $type: "::omero::sys::Parameters", map: new Map(Object.entries(values)), theFilter };
}
