import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { loadWith } from "../../query/index.js";
import { experimenterNamed, groupNamed } from "../../sessions/people.js";
import type { Row } from "../../store/store.js";
import { idOf } from "../../values.js";
import type { Call } from "../service.js";

/** Users and groups by what clients call them, and as they are sent: with their memberships. */

export function experimenters(call: Call, ids: readonly number[]): SliceObject[] {
  return withMembers(call, "Experimenter", ids, "groupExperimenterMap.parent");
}

export function groups(call: Call, ids: readonly number[]): SliceObject[] {
  return withMembers(call, "ExperimenterGroup", ids, "groupExperimenterMap.child");
}

function withMembers({ backend, viewer }: Call, entity: string, ids: readonly number[], others: string): SliceObject[] {
  const found = loadWith(backend.store, entity, ids, viewer, ["groupExperimenterMap", others]);
  return found.filter((object) => object !== null);
}

export function requireExperimenter({ backend }: Call, key: string | number): Row {
  const { store } = backend;
  const row = typeof key === "string" ? experimenterNamed(store, key) : store.row("Experimenter", Number(key));
  if (row === undefined) throw serverError("ApiUsageException", `No such experimenter: ${key}`);
  return row;
}

export function requireGroup({ backend }: Call, key: string | number): Row {
  const { store } = backend;
  const row = typeof key === "string" ? groupNamed(store, key) : store.row("ExperimenterGroup", Number(key));
  if (row === undefined) throw serverError("ApiUsageException", `No such group: ${key}`);
  return row;
}

/** The id of an object that a client points at. */
export function idGiven(object: SliceObject | null, what: string): number {
  const id = object === null ? undefined : idOf(object);
  if (id === undefined)
    throw serverError("ApiUsageException", `${what}: this argument is required; it must not be null`);
  return id;
}

/** The row of an object that a client points at. @throws ValidationException where it is not there. */
export function rowGiven(
  { backend }: Call,
  entity: "Experimenter" | "ExperimenterGroup",
  object: SliceObject | null,
): Row {
  const id = idGiven(object, entity);
  const row = backend.store.row(entity, id);
  if (row === undefined) {
    throw serverError(
      "ValidationException",
      `No row with the given identifier exists: [ome.model.meta.${entity}#${id}]`,
    );
  }
  return row;
}
