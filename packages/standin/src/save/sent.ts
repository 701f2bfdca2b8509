import type { SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import type { CollectionField, Entity, ReferenceField } from "../schema/entity.js";
import type { Model } from "../schema/model.js";
import { entityOf, idOf } from "../values.js";

/** An object of a graph that a client has sent. Objects of one class and id are one, however often they were sent. */
export interface Sent {
  readonly entity: Entity;
  object: SliceObject;
  /** Whether the object tells its fields, or only names what is in the database. */
  loaded: boolean;
  /** Undefined of a new object until it is saved. */
  id: number | undefined;
  isNew: boolean;
  /** Saved into another group than it was in. */
  moved?: boolean;
}

/** The graph that hangs on some objects: all that they refer to, and all that stands in their loaded collections. */
export class SentGraph {
  readonly all: Sent[] = [];
  readonly #byObject = new Map<SliceObject, Sent>();
  readonly #byId = new Map<string, Sent>();
  readonly #toWalk: Sent[] = [];

  constructor(
    private readonly model: Model,
    roots: readonly SliceObject[],
  ) {
    for (const root of roots) this.#add(root);
    // The list grows while it is walked: what was sent first is saved first.
    for (const sent of this.#toWalk) {
      for (const object of this.#neighbours(sent)) this.#add(object);
    }
  }

  of(object: SliceObject): Sent {
    const sent = this.#byObject.get(object);
    if (sent === undefined) throw new Error(`not part of the graph: ${object.$type}`);
    return sent;
  }

  references(sent: Sent): { field: ReferenceField; to: Sent }[] {
    if (!sent.loaded) return [];
    return [...sent.entity.fields.values()].flatMap((field) => {
      const to = sent.object[field.name] as SliceObject | null | undefined;
      return field.kind === "reference" && to ? [{ field, to: this.of(to) }] : [];
    });
  }

  /** Only loaded collections: of the others the client says nothing. */
  collections(sent: Sent): { field: CollectionField; members: Sent[] }[] {
    return this.#collectionsOf(sent).map(({ field, objects }) => ({ field, members: objects.map((o) => this.of(o)) }));
  }

  #neighbours(sent: Sent): SliceObject[] {
    if (!sent.loaded) return [];
    const referred = [...sent.entity.fields.values()].map((field) =>
      field.kind === "reference" ? (sent.object[field.name] as SliceObject | null | undefined) : null,
    );
    const info = externalInfoOf(sent.object);
    const members = this.#collectionsOf(sent).flatMap(({ objects }) => objects);
    return [...referred, info, ...members].filter((object) => object !== null && object !== undefined);
  }

  #collectionsOf(sent: Sent): { field: CollectionField; objects: SliceObject[] }[] {
    if (!sent.loaded) return [];
    return [...sent.entity.fields.values()].flatMap((field) => {
      if (field.kind !== "collection" || sent.object[`${field.name}Loaded`] !== true) return [];
      const objects = (sent.object[`${field.name}Seq`] ?? []) as readonly (SliceObject | null)[];
      return [{ field, objects: objects.filter((object) => object !== null) }];
    });
  }

  #add(object: SliceObject): void {
    if (this.#byObject.has(object)) return;
    const entity = this.model.entities.get(entityOf(object));
    if (entity === undefined || entity.abstract) {
      throw serverError("ApiUsageException", `${object.$type} cannot be saved.`);
    }
    const id = idOf(object);
    const key = id === undefined ? undefined : `${entity.table}:${id}`;
    const twin = key === undefined ? undefined : this.#byId.get(key);
    if (twin !== undefined) {
      this.#byObject.set(object, twin);
      if (twin.loaded || object.loaded !== true) return;
      twin.object = object;
      twin.loaded = true;
      this.#toWalk.push(twin);
      return;
    }
    const sent: Sent = { entity, object, loaded: object.loaded === true, id, isNew: id === undefined };
    this.#byObject.set(object, sent);
    if (key !== undefined) this.#byId.set(key, sent);
    this.all.push(sent);
    this.#toWalk.push(sent);
  }
}

export function externalInfoOf(object: SliceObject): SliceObject | null {
  return (object.details as { externalInfo?: SliceObject | null } | null | undefined)?.externalInfo ?? null;
}
