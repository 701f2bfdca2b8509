import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../../errors.js";
import { rtime } from "../../values.js";
import { classNamed, objectsFor, optionsOf, ownedBy, valuesFor } from "../asked.js";
import type { Call } from "../service.js";

const WHOLE =
  "select distinct i from Image i left outer join fetch i.pixels px left outer join fetch px.pixelsType " +
  "left outer join fetch i.details.owner left outer join fetch i.details.group " +
  "left outer join fetch i.details.creationEvent left outer join fetch i.details.updateEvent";

/** How images are reached from what they are in: a query for their ids, which ends in a condition on `:ids`. */
const IMAGES_IN: Readonly<Record<string, string>> = {
  Image: "select i.id from Image i where i.id in (:ids)",
  Dataset: "select distinct i.id from DatasetImageLink l join l.child i where l.parent.id in (:ids)",
  Project:
    "select distinct i.id from ProjectDatasetLink pl join pl.child d join d.imageLinks l join l.child i where pl.parent.id in (:ids)",
  Well: "select distinct i.id from WellSample ws join ws.image i where ws.well.id in (:ids)",
  PlateAcquisition: "select distinct i.id from WellSample ws join ws.image i where ws.plateAcquisition.id in (:ids)",
  Plate: "select distinct i.id from Well w join w.wellSamples ws join ws.image i where w.plate.id in (:ids)",
  Screen:
    "select distinct i.id from ScreenPlateLink l join l.child p join p.wells w join w.wellSamples ws join ws.image i where l.parent.id in (:ids)",
};

/** Images of projects and datasets, or by their own ids, in pages if asked for. */
export function imagesIn(
  call: Call,
  rootType: string,
  ids: readonly number[],
  parameters: SliceObject | null,
): SliceObject[] {
  const entity = classNamed(call, rootType);
  const query = IMAGES_IN[entity.name];
  if (query === undefined || !["Image", "Dataset", "Project"].includes(entity.name)) {
    throw serverError("ApiUsageException", `Query not implemented for class ${entity.javaName}`);
  }
  const options = optionsOf(parameters);
  if (options.page && entity.name === "Image") {
    throw serverError("ApiUsageException", `${entity.javaName} does not support pagination yet.`);
  }
  if (ids.length === 0) return [];
  const { and, values } = ownedBy("i", options);
  const rows = valuesFor(call, `${query}${and} order by i.id`, { ids: ids.map(Number), ...values }, options.page);
  return whole(
    call,
    rows.map(([id]) => Number(id)),
  );
}

export function imagesOfUser(call: Call, parameters: SliceObject | null): SliceObject[] {
  const options = optionsOf(parameters);
  if (options.ownerId === undefined && options.groupId === undefined) {
    throw serverError("ApiUsageException", "experimenter or group option is required for getUserImages().");
  }
  const { and, values } = ownedBy("i", options);
  return objectsFor(call, `${WHOLE} where 1 = 1${and}`, values);
}

/** Images that were put into OMERO in some time. */
export function imagesByOptions(call: Call, parameters: SliceObject | null): SliceObject[] {
  const options = optionsOf(parameters);
  const { startTime, endTime } = options;
  if (startTime === undefined && endTime === undefined) {
    throw serverError("ApiUsageException", "start or end time option is required for getImagesByOptions().");
  }
  const { and, values } = ownedBy("i", options);
  const from = startTime === undefined ? "" : " and i.details.creationEvent.time > :start";
  const to = endTime === undefined ? "" : " and i.details.creationEvent.time < :end";
  const times = {
    ...(startTime !== undefined && { start: rtime(startTime) }),
    ...(endTime !== undefined && { end: rtime(endTime) }),
  };
  return objectsFor(call, `${WHOLE} where 1 = 1${and}${from}${to}`, { ...values, ...times });
}

/**
 * For each fileset that is split by a choice of objects: its images inside (true) and outside (false) of the choice. A fileset that
 * is itself chosen is not split; classes and ids that do not exist are passed over.
 */
export function splitFilesets(
  call: Call,
  included: ReadonlyMap<string, readonly number[]>,
): Map<number, Map<boolean, number[]>> {
  const images = new Set<number>();
  const whole = new Set<number>();
  for (const [type, ids] of included) {
    const name = call.backend.store.model.find(type)?.name ?? "";
    if (name === "Fileset") for (const id of ids) whole.add(Number(id));
    const query = IMAGES_IN[name];
    if (query === undefined || ids.length === 0) continue;
    for (const [id] of valuesFor(call, query, { ids: ids.map(Number) })) images.add(Number(id));
  }
  if (images.size === 0) return new Map();
  const hql =
    "select f.id, o.id from Image i join i.fileset f join f.images o where i.id in (:ids) group by f.id, o.id order by o.id";
  const split = new Map<number, Map<boolean, number[]>>();
  for (const [fileset, image] of valuesFor(call, hql, { ids: [...images] })) {
    const sides =
      split.get(Number(fileset)) ??
      new Map([
        [true, []],
        [false, []],
      ]);
    split.set(Number(fileset), sides);
    sides.get(images.has(Number(image)))?.push(Number(image));
  }
  return new Map([...split].filter(([fileset, sides]) => !whole.has(fileset) && (sides.get(false) ?? []).length > 0));
}

function whole(call: Call, ids: readonly number[]): SliceObject[] {
  return ids.length === 0 ? [] : objectsFor(call, `${WHOLE} where i.id in (:ids) order by i.id`, { ids });
}
