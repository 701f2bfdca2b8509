import type { SliceObject } from "@omero-archiver/ice";
import { loadWith } from "../query/index.js";
import { isVisible } from "../security/rights-on.js";
import { rlong } from "../values.js";
import { objectsFor, valuesFor } from "./asked.js";
import {
  annotations,
  annotationsOf,
  specified,
  specifiedLinkedTo,
  tagged,
  tagSets,
  usedNotOwned,
} from "./metadata/annotations.js";
import type { Call, Operations, Service } from "./service.js";

type Names = readonly string[] | null;
type Ids = readonly number[] | null;
type Parameters = SliceObject | null;

const PARTS_OF_INSTRUMENT = ["detector", "dichroic", "filter", "filterSet", "lightSource", "objective", "microscope"];

/** How jobs' log files are reached from what they are asked for. */
const LOGS: Readonly<Record<string, string>> = {
  Fileset:
    "select l.parent.id, f.id from FilesetJobLink l join l.child j join j.originalFileLinks o join o.child f where l.parent.id in (:ids)",
  Image:
    "select i.id, f.id from Image i join i.fileset s join s.jobLinks l join l.child j join j.originalFileLinks o join o.child f where i.id in (:ids)",
};

/** Annotations, tags, and what is known of how images were taken. */
const operations: Operations = {
  loadAnnotations: (call, rootType: string, ids: Ids, types: Names, annotators: Ids) =>
    annotationsOf(call, rootType, ids ?? [], types ?? [], annotators ?? []),
  loadAnnotation: (call, ids: readonly number[]) => {
    const readable = valuesFor(call, "select a.id from Annotation a where a.id in (:ids)", { ids: ids.map(Number) });
    return annotations(
      call,
      readable.map(([id]) => Number(id)),
    );
  },
  loadSpecifiedAnnotations: (call, type: string, include: Names, exclude: Names, options: Parameters) =>
    annotations(call, specified(call, wanted(type, include, exclude), options)),
  countSpecifiedAnnotations: (call, type: string, include: Names, exclude: Names, options: Parameters) =>
    rlong(specified(call, wanted(type, include, exclude), options).length),
  loadSpecifiedAnnotationsLinkedTo: (call, type: string, include: Names, exclude: Names, rootType: string, ids: Ids) =>
    specifiedLinkedTo(call, wanted(type, include, exclude), rootType, ids ?? []),
  loadAnnotationsUsedNotOwned: (call, type: string, userId: number) =>
    annotations(call, usedNotOwned(call, type, userId)),
  countAnnotationsUsedNotOwned: (call, type: string, userId: number) => rlong(usedNotOwned(call, type, userId).length),

  getTaggedObjectsCount: (call, ids: readonly number[]) =>
    new Map([...tagged(call, ids)].map(([tag, objects]) => [tag, objects.length])),
  loadTagContent: (call, ids: readonly number[]) =>
    new Map(
      [...tagged(call, ids)].map(([tag, objects]) => [tag, objects.map((one) => object(call, one.entity, one.id))]),
    ),
  loadTagSets: (call, options: Parameters) => tagSets(call, options),

  loadChannelAcquisitionData: (call, ids: readonly number[]) =>
    objectsFor(
      call,
      "select c from LogicalChannel c left outer join fetch c.mode left outer join fetch c.illumination " +
        "left outer join fetch c.contrastMethod left outer join fetch c.detectorSettings left outer join fetch c.filterSet " +
        "left outer join fetch c.lightPath where c.id in (:ids)",
      { ids: ids.map(Number) },
    ),
  loadInstrument: (call, id: number) => object(call, "Instrument", Number(id), PARTS_OF_INSTRUMENT),

  loadLogFiles: (call, rootType: string, ids: readonly number[]) => {
    const query = LOGS[rootType.slice(rootType.lastIndexOf(".") + 1)];
    const found = new Map<number, (SliceObject | null)[]>();
    for (const [root, file] of query && ids.length > 0 ? valuesFor(call, query, { ids: ids.map(Number) }) : []) {
      found.set(Number(root), [...(found.get(Number(root)) ?? []), object(call, "OriginalFile", Number(file))]);
    }
    return found;
  },
};

export const metadataService: Service = { stateful: false, operations };

function wanted(entity: string, include: Names, exclude: Names) {
  return { entity, include: include ?? [], exclude: exclude ?? [] };
}

/** An object that may be read; null for others. */
function object({ backend, viewer }: Call, entity: string, id: number, fetches: readonly string[] = []) {
  const visible = isVisible(backend.store, viewer, backend.store.model.entity(entity), id);
  return visible ? (loadWith(backend.store, entity, [id], viewer, fetches)[0] ?? null) : null;
}
