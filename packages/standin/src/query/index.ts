import type { SliceObject } from "@omero-archiver/ice";
import { serverError, undeclaredError } from "../errors.js";
import { readParameters } from "../hql/parameters.js";
import { type Page, type Translation, translate } from "../hql/translate.js";
import type { Viewer } from "../security/viewer.js";
import { visibleSql } from "../security/visibility.js";
import type { Store } from "../store/store.js";
import { addCompany } from "./company.js";
import { Graph, type Loaded } from "./graph.js";
import { Objects } from "./objects.js";
import { readObjects, rowsOf } from "./results.js";
import { run } from "./run.js";

/** An object of the model as OMERO.server sends it. */
export type ModelObject = SliceObject;

/** `::omero::sys::Parameters` as a call carries it. */
export type Parameters = SliceObject;

/**
 * The rows of a query, as `IQuery.projection` answers. A row of one column that is null is empty.
 * @throws QueryException, ApiUsageException, ValidationException, InternalException as `translate`; SecurityViolation where an
 * object is reached that may not be read
 */
export function project(
  store: Store,
  hql: string,
  parameters: Parameters | null,
  viewer: Viewer,
): (SliceObject | null)[][] {
  const { translation, page } = translated(store, hql, parameters, viewer);
  return rowsOf(answer(store, translation, page, viewer)).map((row) =>
    row.length === 1 && row[0] === null ? [] : row,
  );
}

/** The objects that a query finds, as `IQuery.findAllByQuery` answers. @throws UnknownServerError of a query for values; else as {@link project} */
export function findAll(
  store: Store,
  hql: string,
  parameters: Parameters | null,
  viewer: Viewer,
): (ModelObject | null)[] {
  return objectsOf(store, hql, parameters, viewer, () => {
    throw undeclaredError("java.lang.ClassCastException: values where omero.model.IObject is expected");
  });
}

/** The only object that a query finds, as `IQuery.findByQuery` answers. @throws ApiUsageException of several, or of a value; else as {@link project} */
export function findOne(store: Store, hql: string, parameters: Parameters | null, viewer: Viewer): ModelObject | null {
  const complain = (what: string): never => {
    throw serverError("ApiUsageException", `Query named:\n\t${hql}\nhas returned ${what}`);
  };
  const found = objectsOf(store, hql, parameters, viewer, () =>
    complain("values: queries must return IObjects when using findByQuery"),
  );
  if (found.some((object) => object !== found[0])) complain("more than one Object");
  return found[0] ?? null;
}

/**
 * Objects by their ids, null for those that there are not, as `IQuery.get` and `find` answer.
 * @throws SecurityViolation where one may not be read
 */
export function load(store: Store, entityName: string, ids: readonly number[], viewer: Viewer): (ModelObject | null)[] {
  return loadWith(store, entityName, ids, viewer, []);
}

/** As {@link load}, with what the objects have along some paths: "pixels.pixelsType", "details.owner". */
export function loadWith(
  store: Store,
  entityName: string,
  ids: readonly number[],
  viewer: Viewer,
  fetches: readonly string[],
): (ModelObject | null)[] {
  const graph = new Graph(store, viewer);
  const entity = store.model.entity(entityName);
  const found = graph.load(entity, ids).filter((object) => object.entity.lineage.includes(entityName));
  for (const path of fetches) graph.fetch(found, path);
  addCompany(graph);
  const objects = new Objects(graph);
  const byId = new Map(found.map((object) => [object.id, object]));
  return ids.map((id) => whole(objects, byId.get(id)));
}

function whole(objects: Objects, loaded: Loaded | undefined): ModelObject | null {
  return loaded === undefined ? null : objects.object(loaded);
}

function translated(store: Store, hql: string, parameters: Parameters | null, viewer: Viewer) {
  const page = pageOf(parameters);
  const translation = translate(hql, {
    model: store.model,
    parameters: readParameters(parameters?.map as Map<string, SliceObject | null> | null | undefined),
    page,
    allGroups: viewer.callGroup < 0,
    visible: (entity, alias) => visibleSql(store, viewer, entity, alias),
  });
  return { translation, page };
}

function answer(store: Store, translation: Translation, page: Page, viewer: Viewer) {
  return readObjects(new Graph(store, viewer), translation, run(store, translation), page);
}

function objectsOf(
  store: Store,
  hql: string,
  parameters: Parameters | null,
  viewer: Viewer,
  complain: () => never,
): (ModelObject | null)[] {
  const { translation, page } = translated(store, hql, parameters, viewer);
  const found = rowsOf(answer(store, translation, page, viewer));
  if (found.length === 0) return [];
  return found.map((row) => {
    const [value = null] = row;
    if (row.length > 1 || (value !== null && value.$type !== "::omero::RObject")) complain();
    return value === null ? null : (value.val as ModelObject);
  });
}

/** Negative limits mean none, negative offsets the beginning (measured on OMERO 5.6). */
function pageOf(parameters: Parameters | null): Page {
  const filter = parameters?.theFilter as SliceObject | null | undefined;
  const number = (field: string): number | undefined =>
    (filter?.[field] as SliceObject | null | undefined)?.val as number | undefined;
  const limit = number("limit");
  return { offset: Math.max(number("offset") ?? 0, 0), ...(limit !== undefined && limit >= 0 && { limit }) };
}
