import { serverError } from "../errors.js";
import type { CollectionField, Entity } from "../schema/entity.js";
import { Readable } from "../security/readable.js";
import type { Viewer } from "../security/viewer.js";
import { visibleSql } from "../security/visibility.js";
import { quoted } from "../store/columns.js";
import { DETAILS, type DetailsKey, type Row } from "../store/row.js";
import type { Store } from "../store/store.js";

/** An object that was read, with those of its collections that were. */
export interface Loaded {
  readonly entity: Entity;
  readonly id: number;
  readonly row: Row;
  readonly collections: Map<string, Set<Loaded>>;
}

/** `owner`, `creationEvent` … of an object's details, by the keys of rows. */
export const DETAIL_FIELDS: Readonly<Record<string, DetailsKey>> = {
  owner: "ownerId",
  group: "groupId",
  creationEvent: "creationEventId",
  updateEvent: "updateEventId",
  externalInfo: "externalInfoId",
};

/** The objects of one answer, each once, and what is known of their collections. */
export class Graph {
  readonly readable: Readable;
  private readonly tables = new Map<string, Map<number, Loaded>>();
  private fresh: Loaded[] = [];

  constructor(
    readonly store: Store,
    readonly viewer: Viewer,
  ) {
    this.readable = new Readable(store, viewer);
  }

  get(entity: Entity, id: number): Loaded | undefined {
    return this.tables.get(entity.table)?.get(id);
  }

  all(): Loaded[] {
    return [...this.tables.values()].flatMap((objects) => [...objects.values()]);
  }

  /** What was read since this was asked last. */
  takeFresh(): Loaded[] {
    const taken = this.fresh;
    this.fresh = [];
    return taken;
  }

  /**
   * Reads objects that were not read yet.
   * @returns those that there are, in the order of the ids
   * @throws SecurityViolation where one may not be read
   */
  load(entity: Entity, ids: Iterable<number>): Loaded[] {
    const known = this.table(entity);
    const wanted = [...new Set(ids)];
    const lacking = wanted.filter((id) => !known.has(id));
    for (const row of this.store.rows(entity.table, lacking)) this.take(entity, row);
    return wanted.map((id) => known.get(id)).filter((object) => object !== undefined);
  }

  /** Reads a collection of some objects, as far as it may be seen, where it was not read yet. @returns all members */
  loadCollection(owners: readonly Loaded[], field: CollectionField): Loaded[] {
    const lacking = new Map(
      owners.filter(({ collections }) => !collections.has(field.name)).map((owner) => [owner.id, owner]),
    );
    if (lacking.size > 0) {
      for (const owner of lacking.values()) owner.collections.set(field.name, new Set());
      const entity = this.store.model.entity(field.target);
      const back = quoted(field.mappedBy);
      const condition = `t.${back} IN (SELECT value FROM json_each(?)) AND ${visibleSql(this.store, this.viewer, entity, "t")}`;
      const order = field.indexColumn === undefined ? "id" : `${back}, ${quoted(field.indexColumn)}`;
      for (const row of this.store.select(field.target, condition, [JSON.stringify([...lacking.keys()])], order)) {
        const member = this.table(entity).get(row.id as number) ?? this.take(entity, row);
        lacking
          .get(row[field.mappedBy] as number)
          ?.collections.get(field.name)
          ?.add(member);
      }
    }
    return owners.flatMap(({ collections }) => [...(collections.get(field.name) ?? [])]);
  }

  /** Notes a member of a collection that a query found; without one, that the collection is known, if empty. */
  addMember(owner: Loaded, field: string, member: Loaded | undefined): void {
    const members = owner.collections.get(field) ?? new Set();
    owner.collections.set(field, members);
    if (member) members.add(member);
  }

  /** Reads what objects have along a path: "pixels.pixelsType", "details.owner". */
  fetch(objects: readonly Loaded[], path: string): void {
    let current = objects;
    for (const name of path.replace(/^details\./, "details/").split(".")) {
      const [first = "", detail] = name.split("/");
      current = detail === undefined ? this.fetchField(current, first) : this.fetchDetail(current, detail);
    }
  }

  /** What objects refer to by a field or detail of theirs. */
  loadReferences(objects: readonly Loaded[], key: string, target: string): Loaded[] {
    const ids = objects.map(({ row }) => row[key]).filter((id) => typeof id === "number");
    return this.load(this.store.model.entity(target), ids);
  }

  private fetchDetail(objects: readonly Loaded[], name: string): Loaded[] {
    const key = DETAIL_FIELDS[name];
    if (key === undefined) throw new Error(`details have no ${name}`);
    return this.loadReferences(objects, key, DETAILS[key].target);
  }

  private fetchField(objects: readonly Loaded[], name: string): Loaded[] {
    const classes = new Set(objects.map(({ entity }) => entity));
    return [...classes].flatMap((entity) => {
      const some = objects.filter((object) => object.entity === entity);
      const field = entity.fields.get(name);
      if (field?.kind === "reference") return this.loadReferences(some, name, field.target);
      if (field?.kind === "collection") return this.loadCollection(some, field);
      if (field === undefined) throw new Error(`${entity.name} has no ${name}`);
      return [];
    });
  }

  private table(entity: Entity): Map<number, Loaded> {
    const known = this.tables.get(entity.table) ?? new Map<number, Loaded>();
    this.tables.set(entity.table, known);
    return known;
  }

  private take({ table }: Entity, row: Row): Loaded {
    const entity = this.store.model.entity(typeof row.class === "string" ? row.class : table);
    if (!this.readable.may(entity, row))
      throw serverError("SecurityViolation", `Cannot read ${entity.javaName}:Id_${row.id}`);
    const loaded: Loaded = { entity, id: row.id as number, row, collections: new Map() };
    this.table(entity).set(loaded.id, loaded);
    this.fresh.push(loaded);
    return loaded;
  }
}
