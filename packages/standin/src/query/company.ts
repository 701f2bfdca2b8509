import type { Entity } from "../schema/entity.js";
import type { Viewer } from "../security/viewer.js";
import type { Graph, Loaded } from "./graph.js";

/**
 * Reads what OMERO.server's answers hold beside what was asked for, because the server had read it for purposes of its own
 * (measured on OMERO 5.6).
 */
export function addCompany(graph: Graph): void {
  let fresh = graph.takeFresh();
  while (fresh.length > 0) {
    addWhatRestrictsDownloads(graph, fresh);
    addNeeds(graph, fresh);
    if (graph.viewer.callGroup < 0) graph.loadReferences(fresh, "groupId", "ExperimenterGroup");
    fresh = graph.takeFresh();
  }
  if (graph.viewer.callGroup >= 0) addIfReferred(graph, "ExperimenterGroup", [graph.viewer.callGroup]);
  else addWorkingGroup(graph);
}

/** Whether binary data may be downloaded depends on wells: so it looks at images' wells, and at what files belong to. */
function addWhatRestrictsDownloads(graph: Graph, objects: readonly Loaded[]): void {
  const { model } = graph.store;
  const of = (name: string): Loaded[] => objects.filter(({ entity }) => entity.name === name);
  const collection = (owners: readonly Loaded[], entity: string, name: string): Loaded[] => {
    const field = model.entity(entity).fields.get(name);
    return field?.kind === "collection" ? graph.loadCollection(owners, field) : [];
  };
  collection(of("Image"), "Image", "wellSamples");
  const files = of("OriginalFile").filter(({ row }) => !String(row.name).endsWith(".txt"));
  const entries = collection(files, "OriginalFile", "filesetEntries");
  collection(graph.loadReferences(entries, "fileset", "Fileset"), "Fileset", "images");
}

/** What abstract classes refer to is read together with their objects. */
function addNeeds(graph: Graph, objects: readonly Loaded[]): void {
  const { model } = graph.store;
  for (const entity of new Set(objects.map((object) => object.entity))) {
    const some = objects.filter((object) => object.entity === entity);
    for (const base of entity.lineage.map((name) => model.entity(name)).filter(({ abstract }) => abstract)) {
      for (const field of base.fields.values()) {
        if (field.kind === "reference") graph.loadReferences(some, field.name, field.target);
      }
    }
  }
}

/** In calls for all groups it works in the user's default group, all of whose members it has read. */
function addWorkingGroup(graph: Graph): void {
  const { store, viewer } = graph;
  const id = workingGroup(viewer);
  if (id === undefined) return;
  const group = graph.get(store.model.entity("ExperimenterGroup"), id);
  const memberships = group?.entity.fields.get("groupExperimenterMap");
  const members = store.where("GroupExperimenterMap", { parent: id }).map((row) => row.child as number);
  if (group && memberships?.kind === "collection") {
    graph.loadCollection([group], memberships);
    graph.load(store.model.entity("Experimenter"), members);
  }
  addIfReferred(graph, "Experimenter", members);
}

const USER_GROUP = 1;

function workingGroup({ memberOf: [first, second] }: Viewer): number | undefined {
  return first === USER_GROUP ? (second ?? first) : first;
}

/** Reads some objects that others of the answer refer to. */
function addIfReferred(graph: Graph, target: string, ids: readonly number[]): void {
  const wanted = new Set(ids);
  const keys = new Map<Entity, string[]>();
  const found = new Set<number>();
  for (const { entity, row } of graph.all()) {
    const names = keys.get(entity) ?? referencesTo(entity, target);
    keys.set(entity, names);
    for (const name of names) if (wanted.has(row[name] as number)) found.add(row[name] as number);
  }
  graph.load(graph.store.model.entity(target), found);
}

function referencesTo(entity: Entity, target: string): string[] {
  const fields = [...entity.fields.values()].filter((field) => field.kind === "reference" && field.target === target);
  const detail = target === "Experimenter" ? "ownerId" : "groupId";
  return [...fields.map(({ name }) => name), detail];
}
