import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { groupBy } from "../../group-by.js";
import { loadWith } from "../../query/index.js";
import type { Entity } from "../../schema/entity.js";
import { idOf, rstring } from "../../values.js";
import { classNamed, objectsFor, optionsOf, ownedBy, valuesFor } from "../asked.js";
import type { Call } from "../service.js";

const DETAILS = ["details.owner", "details.creationEvent", "details.updateEvent"];
const FILE = ["file", "file.hasher"];

/** Annotations with owner and events, files with their checksum algorithm. */
export function annotations(call: Call, ids: readonly number[]): SliceObject[] {
  const { store } = call.backend;
  const rows = store.rows("Annotation", [...new Set(ids)]);
  const byClass = groupBy(rows, (row) => String(row.class));
  return [...byClass].flatMap(([entity, some]) => {
    const fetches = store.model.isA(entity, "FileAnnotation") ? [...DETAILS, ...FILE] : DETAILS;
    const found = loadWith(
      store,
      entity,
      some.map((row) => Number(row.id)),
      call.viewer,
      fetches,
    );
    return found.filter((object) => object !== null);
  });
}

/** The class of links by which objects of a class are annotated. @throws ApiUsageException for classes that are not */
export function annotationLinkOf(entity: Entity): string {
  const field = entity.fields.get("annotationLinks");
  if (field?.kind === "collection") return field.target;
  throw serverError(
    "ApiUsageException",
    "Class parameter for loadAnnotation() must be a subclass of ome.model.IAnnotated",
  );
}

/** What annotations are asked for. */
export interface Wanted {
  readonly entity: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * The condition on `a` for annotations in some namespaces, or not in some. One without a namespace is in none that is included, and
 * is not kept out by any that is excluded (measured on OMERO 5.6).
 */
function inNamespaces({ include, exclude }: Wanted): { and: string; values: Record<string, SliceObject> } {
  const list = (names: readonly string[]) => ({ $type: "::omero::RList", val: names.map(rstring) });
  const included = include.length > 0 ? " and a.ns in (:include)" : "";
  const excluded = exclude.length > 0 ? " and (a.ns is null or a.ns not in (:exclude))" : "";
  return {
    and: included + excluded,
    values: {
      ...(include.length > 0 && { include: list(include) }),
      ...(exclude.length > 0 && { exclude: list(exclude) }),
    },
  };
}

/** The ids of annotations of a class; of none, if the class is none of annotations. */
export function specified(call: Call, wanted: Wanted, parameters: SliceObject | null): number[] {
  const entity = classNamed(call, wanted.entity);
  if (!entity.lineage.includes("Annotation")) return [];
  const namespaces = inNamespaces(wanted);
  const owned = ownedBy("a", optionsOf(parameters));
  const hql = `select a.id from ${entity.name} a where 1 = 1${namespaces.and}${owned.and}`;
  return valuesFor(call, hql, { ...namespaces.values, ...owned.values }).map(([id]) => Number(id));
}

/** Annotations by what they hang on; without ids on all objects of the class. */
export function specifiedLinkedTo(
  call: Call,
  wanted: Wanted,
  rootType: string,
  ids: readonly number[],
): Map<number, SliceObject[]> {
  const link = annotationLinkOf(classNamed(call, rootType));
  const namespaces = inNamespaces(wanted);
  const roots = ids.length > 0 ? " and l.parent.id in (:ids)" : "";
  const kinds = concreteClasses(call, wanted.entity);
  const hql = `select l.parent.id, a.id from ${link} l join l.child a where a.class in (${kinds})${namespaces.and}${roots}`;
  const values = { ...namespaces.values, ...(ids.length > 0 && { ids: ids.map(Number) }) };
  return grouped(call, valuesFor(call, hql, values));
}

/** Annotations of some objects, an entry for each that may be read; with annotators only for those that have such annotations. */
export function annotationsOf(
  call: Call,
  rootType: string,
  ids: readonly number[],
  types: readonly string[],
  annotators: readonly number[],
): Map<number, SliceObject[]> {
  const entity = classNamed(call, rootType);
  const link = annotationLinkOf(entity);
  const classes = types.map((type) => annotationClass(call, type));
  if (ids.length === 0) return new Map();
  const kinds = classes.length > 0 ? ` and a.class in (${classes.join(", ")})` : "";
  const whose = annotators.length > 0 ? " and a.details.owner.id in (:annotators)" : "";
  const hql = `select l.parent.id, a.id from ${link} l join l.child a where l.parent.id in (:ids)${kinds}${whose}`;
  const values = { ids: ids.map(Number), ...(annotators.length > 0 && { annotators: annotators.map(Number) }) };
  const found = grouped(call, valuesFor(call, hql, values));
  if (annotators.length > 0) return found;
  const readable = valuesFor(call, `select o.id from ${entity.name} o where o.id in (:ids)`, { ids: ids.map(Number) });
  return new Map(readable.map(([id]) => [Number(id), found.get(Number(id)) ?? []]));
}

/** Annotations of a class that a user has linked to something and somebody else owns. */
export function usedNotOwned(call: Call, type: string, userId: number): number[] {
  const kinds = concreteClasses(call, type);
  const links = [...call.backend.store.model.entities.values()].filter((entity) => entity.annotationLink);
  const ids = links.flatMap((link) =>
    valuesFor(
      call,
      `select a.id from ${link.name} l join l.child a where a.class in (${kinds}) ` +
        "and l.details.owner.id = :user and a.details.owner.id != :user",
      { user: Number(userId) },
    ),
  );
  return [...new Set(ids.map(([id]) => Number(id)))];
}

function grouped(call: Call, pairs: readonly unknown[][]): Map<number, SliceObject[]> {
  const objects = new Map(
    annotations(
      call,
      pairs.map(([, id]) => Number(id)),
    ).map((object) => [idOf(object), object]),
  );
  const found = new Map<number, SliceObject[]>();
  for (const [root, id] of pairs) {
    const object = objects.get(Number(id));
    if (object) found.set(Number(root), [...(found.get(Number(root)) ?? []), object]);
  }
  return found;
}

/** Only classes of which there are objects may be named. */
function annotationClass(call: Call, type: string): string {
  const entity = classNamed(call, type);
  if (entity.abstract || !entity.lineage.includes("Annotation")) {
    throw serverError("ApiUsageException", `${type} does not specify a valid class.`);
  }
  return entity.name;
}

function concreteClasses(call: Call, type: string): string {
  return classNamed(call, type).concrete.join(", ");
}

/** Objects of a query that is asked for the tags in it. */
export function tagged(call: Call, ids: readonly number[]): Map<number, { entity: string; id: number }[]> {
  const found = new Map<number, { entity: string; id: number }[]>(ids.map((id) => [Number(id), []]));
  for (const entity of TAGGED) {
    const link = annotationLinkOf(call.backend.store.model.entity(entity));
    const rows = valuesFor(call, `select l.child.id, l.parent.id from ${link} l where l.child.id in (:ids)`, {
      ids: ids.map(Number),
    });
    for (const [tag, id] of rows) found.get(Number(tag))?.push({ entity, id: Number(id) });
  }
  return found;
}

/** What counts as tagged; tags in a set do not. */
const TAGGED = ["Project", "Dataset", "Image", "Screen", "Plate", "PlateAcquisition", "Well"] as const;

/** Tag sets with their tags; with `orphan` also tags that are in no set. */
export function tagSets(call: Call, parameters: SliceObject | null): SliceObject[] {
  const options = optionsOf(parameters);
  const { and, values } = ownedBy("t", options);
  const sets = objectsFor(
    call,
    "select distinct t from TagAnnotation t left outer join fetch t.annotationLinks l left outer join fetch l.child " +
      `where t.ns = :set${and}`,
    { ...values, set: rstring(TAG_SET) },
  );
  if (!options.orphan) return sets;
  const loose = objectsFor(
    call,
    `select t from TagAnnotation t where (t.ns is null or t.ns != :set)${and} ` +
      "and not exists (select l from AnnotationAnnotationLink l where l.child = t)",
    { ...values, set: rstring(TAG_SET) },
  );
  return [...sets, ...loose];
}

const TAG_SET = "openmicroscopy.org/omero/insight/tagset";
