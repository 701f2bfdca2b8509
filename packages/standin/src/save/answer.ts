import type { SliceObject } from "@omero-archiver/ice";
import { groupBy } from "../group-by.js";
import { loadWith } from "../query/index.js";
import type { Entity } from "../schema/entity.js";
import { columnFields } from "../schema/model.js";
import { groupOf } from "../security/permissions.js";
import type { Viewer } from "../security/viewer.js";
import { ALL_GROUPS } from "../sessions/viewer-of.js";
import type { Store } from "../store/store.js";
import { externalInfoOf, type Sent, type SentGraph } from "./sent.js";

const DETAILS = ["details.owner", "details.group", "details.creationEvent", "details.updateEvent"];

/**
 * A saved graph as it goes back: what was sent, loaded, with ids, owner, group and events. What was only referred to comes loaded
 * without its collections; a collection comes as it was sent, or not at all (measured on OMERO 5.6, conformance area world).
 */
export class SavedGraph {
  readonly #objects = new Map<Sent, Record<string, unknown> & SliceObject>();

  constructor(
    private readonly graph: SentGraph,
    store: Store,
    viewer: Viewer,
  ) {
    for (const [entity, members] of groupBy(graph.all, (sent) => sent.entity)) {
      for (const loaded of [true, false]) {
        const chosen = members.filter((sent) => sent.loaded === loaded && !sent.moved);
        const ids = chosen.map((sent) => sent.id as number);
        const found = loadWith(store, entity.name, ids, viewer, fetches(store, entity, loaded));
        for (const [at, sent] of chosen.entries()) this.#objects.set(sent, { ...(found[at] as SliceObject) });
      }
    }
    for (const sent of graph.all) if (sent.moved) this.#objects.set(sent, moved(sent, store, viewer));
    for (const sent of graph.all) if (sent.loaded) this.#fill(sent);
  }

  object(sent: SliceObject): SliceObject {
    return this.#of(this.graph.of(sent));
  }

  #of(sent: Sent): Record<string, unknown> & SliceObject {
    return this.#objects.get(sent) as Record<string, unknown> & SliceObject;
  }

  #fill(sent: Sent): void {
    const object = this.#of(sent);
    for (const field of columnFields(sent.entity)) {
      if (field.kind === "scalar" && field.name !== "version") object[field.name] = sent.object[field.name];
      if (field.kind === "reference") object[field.name] = null;
    }
    for (const { field, to } of this.graph.references(sent)) object[field.name] = this.#of(to);
    for (const { field, members } of this.graph.collections(sent)) {
      object[`${field.name}Seq`] = members.map((member) => this.#of(member));
      object[`${field.name}Loaded`] = true;
    }
    const info = externalInfoOf(sent.object);
    if (info !== null)
      object.details = { ...(object.details as SliceObject), externalInfo: this.#of(this.graph.of(info)) };
  }
}

/** An object that refers to one of an abstract class comes loaded only with that. */
function fetches({ model }: Store, entity: Entity, loaded: boolean): string[] {
  const abstract = [...entity.fields.values()].filter(
    (field) => field.kind === "reference" && model.entity(field.target).abstract,
  );
  const details = entity.global ? [] : entity.immutable ? DETAILS.slice(0, -1) : DETAILS;
  return [...(loaded ? details : []), ...abstract.map((field) => field.name)];
}

/** What was moved to another group still tells the permissions of the call's. */
function moved(sent: Sent, store: Store, viewer: Viewer): SliceObject {
  const all = { ...viewer, callGroup: ALL_GROUPS };
  const [object] = loadWith(store, sent.entity.name, [sent.id as number], all, fetches(store, sent.entity, true));
  const details = object?.details as SliceObject;
  const perm1 = groupOf(store, viewer.callGroup).permissions;
  const permissions = { ...(details.permissions as SliceObject), perm1 };
  return { ...(object as SliceObject), details: { ...details, permissions } };
}
