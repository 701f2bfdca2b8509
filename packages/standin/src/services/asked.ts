import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { findAll, project } from "../query/index.js";
import type { Entity } from "../schema/entity.js";
import { plainValue, rlong } from "../values.js";
import type { Call } from "./service.js";

/** A value for a query's parameter: a number is an id. */
type Value = number | readonly number[] | SliceObject;

/** Queries that services ask on a client's behalf, with what the client may see. */
export function objectsFor<T extends SliceObject>(call: Call, hql: string, values: Record<string, Value> = {}): T[] {
  const found = findAll(call.backend.store, hql, parameters(values), call.viewer);
  return found.filter((object) => object !== null) as T[];
}

/** The same for rows of values. */
export function valuesFor(
  call: Call,
  hql: string,
  values: Record<string, Value> = {},
  page?: SliceObject,
): unknown[][] {
  const rows = project(call.backend.store, hql, parameters(values, page), call.viewer);
  return rows.map((row) => row.map((value) => plainValue(value)));
}

function parameters(values: Record<string, Value>, theFilter: SliceObject | null = null): SliceObject {
  const map = new Map(Object.entries(values).map(([name, value]) => [name, rtypeOf(value)]));
  return { $type: "::omero::sys::Parameters", map, theFilter };
}

function rtypeOf(value: Value): SliceObject {
  if (typeof value === "number") return rlong(value);
  if (!Array.isArray(value)) return value as SliceObject;
  return { $type: "::omero::RList", val: (value as readonly number[]).map(rlong) };
}

/** A class that a client names, maybe as its library calls it: "ImageI". @throws ApiUsageException */
export function classNamed({ backend: { store } }: Call, name: string): Entity {
  const entity = store.model.find(name) ?? store.model.find(name.replace(/I$/, ""));
  if (entity === undefined) throw serverError("ApiUsageException", `${name} does not specify a valid class.`);
  return entity;
}

/** Options that clients give beside what they ask for. */
export interface Options {
  readonly ownerId?: number;
  readonly groupId?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly leaves: boolean;
  readonly orphan: boolean;
  /** The filter with its page, as queries take it; undefined without one. */
  readonly page?: SliceObject;
}

export function optionsOf(parameters: SliceObject | null): Options {
  const filter = (parameters?.theFilter ?? null) as SliceObject | null;
  const options = (parameters?.theOptions ?? null) as SliceObject | null;
  const number = (from: SliceObject | null, name: string): Record<string, number> => {
    const value = plainValue<number | bigint>(from?.[name]);
    return value === undefined ? {} : { [name]: Number(value) };
  };
  const paged = filter !== null && (filter.limit ?? filter.offset ?? null) !== null;
  return {
    ...number(filter, "ownerId"),
    ...number(filter, "groupId"),
    ...number(filter, "startTime"),
    ...number(filter, "endTime"),
    leaves: plainValue<boolean>(options?.leaves) ?? false,
    orphan: plainValue<boolean>(options?.orphan) ?? false,
    ...(paged && { page: filter }),
  };
}

/** The part of a condition that keeps to an owner and a group, with its values; "" for neither. */
export function ownedBy(
  alias: string,
  { ownerId, groupId }: Pick<Options, "ownerId" | "groupId">,
): { and: string; values: Record<string, number> } {
  const owner = ownerId === undefined ? "" : ` and ${alias}.details.owner.id = :owner`;
  const group = groupId === undefined ? "" : ` and ${alias}.details.group.id = :group`;
  return {
    and: owner + group,
    values: { ...(ownerId !== undefined && { owner: ownerId }), ...(groupId !== undefined && { group: groupId }) },
  };
}
