import type { Entity, ReferenceField } from "../schema/entity.js";
import type { Model } from "../schema/model.js";
import type { Row, Store } from "../store/store.js";
import { splitField } from "./relations.js";

/** An object as the graph commands see it. */
export interface Node {
  /** The same for one object whichever class it is asked by: "Annotation:5". */
  readonly key: string;
  /** Its own class: "MapAnnotation". */
  readonly entity: string;
  readonly id: number;
  readonly row: Row;
}

/** The database as objects that refer to each other. Every row is read once. */
export class Graph {
  readonly model: Model;
  readonly #nodes = new Map<string, Node>();

  constructor(readonly store: Store) {
    this.model = store.model;
  }

  /** The object, if there is one of that class with the id. */
  find(entity: string, id: number): Node | undefined {
    const known = this.#nodes.get(this.#key(entity, id));
    if (known !== undefined) return this.isA(known, entity) ? known : undefined;
    const row = this.store.row(entity, id);
    return row && this.#node(entity, row);
  }

  isA(node: Node, entity: string): boolean {
    return this.model.isA(node.entity, entity);
  }

  /** Whether the field of "Entity.field" can refer to this object. */
  canReferTo(relation: string, node: Node): boolean {
    const { entity, field } = splitField(relation);
    return this.model.isA(node.entity, this.#target(entity, field));
  }

  /** What refers to any of these objects by "Entity.field". */
  referrers(relation: string, nodes: readonly Node[]): Node[] {
    const { entity, field } = splitField(relation);
    const ids = nodes.filter((node) => this.canReferTo(relation, node)).map((node) => node.id);
    if (ids.length === 0) return [];
    return this.store.where(entity, { [field]: ids }).map((row) => this.#node(entity, row));
  }

  /** What an object refers to by "Entity.field"; undefined where that is null, or the object has no such field. */
  referred(relation: string, node: Node): Node | undefined {
    const { entity, field } = splitField(relation);
    if (!this.isA(node, entity)) return undefined;
    const id = node.row[field];
    return id === null || id === undefined ? undefined : this.find(this.#target(entity, field), Number(id));
  }

  /** All classes of links to annotations. */
  annotationLinks(): string[] {
    return [...this.model.entities.values()].filter((entity) => entity.annotationLink).map((entity) => entity.name);
  }

  /** Every reference of the model, with the class that introduces it. */
  references(): { entity: Entity; field: ReferenceField }[] {
    return [...this.model.entities.values()].flatMap((entity) => {
      const base = entity.lineage[1];
      const inherited = base === undefined ? undefined : this.model.entity(base).fields;
      return [...entity.fields.values()].flatMap((field) =>
        field.kind === "reference" && !inherited?.has(field.name) ? [{ entity, field }] : [],
      );
    });
  }

  /** "Image[5]" */
  name(node: Node): string {
    return `${node.entity}[${node.id}]`;
  }

  /** "ome.model.core.Image[5]" */
  fullName(node: Node): string {
    return `${this.model.entity(node.entity).javaName}[${node.id}]`;
  }

  #node(entity: string, row: Row): Node {
    const key = this.#key(entity, Number(row.id));
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const node: Node = { key, entity: String(row.class ?? entity), id: Number(row.id), row };
    this.#nodes.set(key, node);
    return node;
  }

  #key(entity: string, id: number): string {
    return `${this.model.entity(entity).table}:${id}`;
  }

  #target(entity: string, field: string): string {
    const found = this.model.entity(entity).fields.get(field);
    if (found?.kind !== "reference") throw new Error(`${entity}.${field} is no reference`);
    return found.target;
  }
}
