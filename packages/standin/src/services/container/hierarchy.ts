import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { idOf } from "../../values.js";
import { classNamed, type Options, objectsFor, optionsOf, ownedBy, valuesFor } from "../asked.js";
import type { Call } from "../service.js";

/** What was loaded for one answer, and may still be added to before it is sent. */
type Draft = Record<string, unknown> & SliceObject;

/** What comes with each image of a hierarchy. */
const WITH_IMAGE = (image: string) => `left outer join fetch ${image}.pixels px left outer join fetch px.pixelsType`;

const IMAGES_OF_DATASET = (dataset: string) =>
  `left outer join fetch ${dataset}.imageLinks il left outer join fetch il.child i ${WITH_IMAGE("i")}`;

/** How a container is read: what hangs on it always, and what with `leaves`. */
const CONTAINERS: Readonly<Record<string, { readonly fetch: string; readonly leaves: string }>> = {
  Project: {
    fetch: "left outer join fetch o.datasetLinks dl left outer join fetch dl.child d",
    leaves: IMAGES_OF_DATASET("d"),
  },
  Dataset: { fetch: "", leaves: IMAGES_OF_DATASET("o") },
  Screen: { fetch: "left outer join fetch o.plateLinks pl left outer join fetch pl.child", leaves: "" },
  Plate: { fetch: "", leaves: "" },
};

/** What `orphan` adds: the contents of such containers that are in none. */
const ORPHANS: Readonly<Record<string, { readonly entity: string; readonly link: string }>> = {
  Project: { entity: "Dataset", link: "ProjectDatasetLink" },
  Screen: { entity: "Plate", link: "ScreenPlateLink" },
};

/** Containers with what is in them; without ids all of an owner or group, or all that there are. */
export function loadHierarchy(
  call: Call,
  rootType: string,
  ids: readonly number[],
  parameters: SliceObject | null,
): SliceObject[] {
  const entity = classNamed(call, rootType);
  if (!Object.hasOwn(CONTAINERS, entity.name)) {
    const allowed = "must be in {Project,Dataset, Screen, Plate}";
    throw serverError(
      "ApiUsageException",
      `Class parameter for loadContainerIHierarchy() ${allowed}, not ${entity.javaName}`,
    );
  }
  const options = optionsOf(parameters);
  const found = load(call, entity.name, ids, options, "");
  const orphans = ORPHANS[entity.name];
  if (options.orphan && orphans) {
    const lonely = ` and not exists (select l from ${orphans.link} l where l.child = o)`;
    found.push(...load(call, orphans.entity, [], options, lonely));
  }
  count(call, found);
  return found;
}

function load(call: Call, entity: string, ids: readonly number[], options: Options, condition: string): Draft[] {
  const { fetch = "", leaves = "" } = CONTAINERS[entity] ?? {};
  const chosen = ids.length > 0 ? " and o.id in (:ids)" : "";
  const { and, values } = ids.length > 0 ? { and: "", values: {} } : ownedBy("o", options);
  const hql = `select distinct o from ${entity} o ${fetch} ${options.leaves ? leaves : ""} where 1 = 1${chosen}${and}${condition}`;
  return objectsFor<Draft>(call, hql, { ...values, ...(ids.length > 0 && { ids: ids.map(Number) }) });
}

/** Tells how many links of whom there are on projects and datasets. */
function count(call: Call, roots: readonly Draft[]): void {
  const datasets = roots.flatMap((root) => (is(root, "Dataset") ? [root] : contents(root, "datasetLinks")));
  countLinks(call, datasets, "imageLinks", "DatasetImageLink");
  countLinks(call, datasets, "annotationLinks", "DatasetAnnotationLink");
  countLinks(
    call,
    roots.filter((root) => is(root, "Project")),
    "annotationLinks",
    "ProjectAnnotationLink",
  );
}

function countLinks(call: Call, objects: readonly Draft[], collection: string, link: string): void {
  if (objects.length === 0) return;
  const rows = valuesFor(
    call,
    `select l.parent.id, l.details.owner.id, count(l.id) from ${link} l where l.parent.id in (:ids) ` +
      "group by l.parent.id, l.details.owner.id",
    { ids: objects.map((object) => idOf(object) ?? -1) },
  );
  for (const object of objects) {
    const own = rows.filter(([parent]) => Number(parent) === idOf(object));
    object[`${collection}CountPerOwner`] = new Map(own.map(([, owner, number]) => [owner, number]));
  }
}

/** Images with the projects and datasets that lead to them, each holding only what leads there; images without any come bare. */
export function findHierarchies(call: Call, rootType: string, ids: readonly number[]): SliceObject[] {
  const entity = classNamed(call, rootType);
  if (entity.name !== "Project") {
    const allowed = "must be in {Project}";
    throw serverError(
      "ApiUsageException",
      `Class parameter for findContainerHierarchies() ${allowed}, not ${entity.javaName}`,
    );
  }
  if (call.viewer.callGroup < 0) throw serverError("SecurityViolation", "isGraphCriticalCheck: not enough context");
  const images = objectsFor<Draft>(call, `select distinct i from Image i ${WITH_IMAGE("i")} where i.id in (:ids)`, {
    ids: ids.map(Number),
  });
  const datasets = above(call, images, "DatasetImageLink", "imageLinks");
  const projects = above(call, datasets.parents, "ProjectDatasetLink", "datasetLinks");
  return [...projects.parents, ...projects.without, ...datasets.without];
}

/** What objects are linked to, holding just these links; and the objects that are linked to nothing. */
function above(call: Call, objects: readonly Draft[], link: string, collection: string) {
  if (objects.length === 0) return { parents: [], without: [] };
  const byId = new Map(objects.map((object) => [idOf(object), object]));
  const hql = `select l from ${link} l join fetch l.parent where l.child.id in (:ids)`;
  const links = objectsFor<Draft>(call, hql, { ids: [...byId.keys()].map(Number) });
  const parents = new Map<number | undefined, Draft>();
  for (const one of links) {
    const parent = parents.get(idOf(one.parent as Draft)) ?? (one.parent as Draft);
    parents.set(idOf(parent), parent);
    one.parent = parent;
    one.child = byId.get(idOf(one.child as Draft));
    parent[`${collection}Seq`] = [...((parent[`${collection}Seq`] ?? []) as Draft[]), one];
    parent[`${collection}Loaded`] = true;
  }
  const linked = new Set(links.map((one) => idOf(one.child as Draft)));
  return { parents: [...parents.values()], without: objects.filter((object) => !linked.has(idOf(object))) };
}

function contents(container: Draft, collection: string): Draft[] {
  return ((container[`${collection}Seq`] ?? []) as Draft[]).map((link) => link.child as Draft);
}

function is(object: SliceObject, entity: string): boolean {
  return object.$type === `::omero::model::${entity}`;
}
