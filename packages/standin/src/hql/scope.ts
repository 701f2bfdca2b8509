import type { CollectionField, Entity, PairsField } from "../schema/entity.js";
import type { Context } from "./context.js";
import { IllegalQuery } from "./errors.js";
import { entityOf, type FromElement, type JoinTo, tableOf } from "./from-element.js";

/** What an alias stands for: a table, or (of a join to a value with a unit, or to details) a part of its rows. */
export interface Named {
  readonly element: FromElement;
  readonly part: readonly string[];
}

/** The tables of one level of a query, and the names that its expressions may use; those of the levels around, too. */
export class Scope {
  readonly elements: FromElement[] = [];
  /** Conditions that hold for the level beside its WHERE part: of what may be seen, of classes. */
  readonly conditions: string[] = [];
  private readonly names = new Map<string, Named>();
  private readonly implied = new Map<string, FromElement>();

  constructor(
    readonly context: Context,
    readonly parent?: Scope,
  ) {}

  find(name: string): Named | undefined {
    return this.names.get(name) ?? this.parent?.find(name);
  }

  /** The one table that names of fields may belong to without saying so. */
  lonely(): FromElement | undefined {
    const explicit = this.elements.filter((element) => element.explicit);
    return explicit.length === 1 ? explicit[0] : undefined;
  }

  name(alias: string | undefined, element: FromElement, part: readonly string[] = []): void {
    if (alias === undefined) return;
    if (this.names.has(alias)) throw new IllegalQuery(`Duplicate definition of alias '${alias}'`);
    this.names.set(alias, { element, part });
  }

  addRoot(entity: Entity, alias: string | undefined): FromElement {
    const element = this.add({ alias: this.context.nextAlias(), rows: { entity }, explicit: true, fetch: false });
    this.conditions.push(...this.restrictions(entity, element.alias));
    this.name(alias, element);
    return element;
  }

  /** The members of a collection of a table around, as a root of a subquery. */
  addMembers(origin: FromElement, collection: CollectionField | PairsField, alias: string | undefined): FromElement {
    const { rows, on } = this.members(origin, collection);
    const element = this.add({ alias: on.alias, rows, explicit: true, fetch: false, collection });
    this.conditions.push(...on.conditions);
    this.name(alias, element);
    return element;
  }

  joinCollection(
    origin: FromElement,
    through: string,
    collection: CollectionField | PairsField,
    how: { type: JoinTo["type"]; fetch: boolean; explicit: boolean },
  ): FromElement {
    const { rows, on } = this.members(origin, collection);
    const join = { type: how.type, on: on.conditions };
    return this.add({
      alias: on.alias,
      rows,
      join,
      explicit: how.explicit,
      origin,
      through,
      fetch: how.fetch,
      collection,
    });
  }

  joinReference(
    origin: FromElement,
    through: string,
    column: string,
    target: string,
    how: { type: JoinTo["type"]; fetch: boolean },
  ): FromElement {
    const entity = this.context.model.entity(target);
    const alias = this.context.nextAlias();
    const join = { type: how.type, on: [`${alias}.id = ${origin.alias}."${column}"`] };
    return this.add({ alias, rows: { entity }, join, explicit: true, origin, through, fetch: how.fetch });
  }

  /** The table that a path goes through; one for all paths of this level that begin alike. */
  implyReference(
    origin: FromElement,
    through: string,
    column: string,
    target: string,
    type: JoinTo["type"],
  ): FromElement {
    const key = `${origin.alias}.${through}`;
    const known = this.implied.get(key);
    if (known) return known;
    const entity = this.context.model.entity(target);
    const alias = this.context.nextAlias();
    const join = { type, on: [`${alias}.id = ${origin.alias}."${column}"`] };
    const element = this.add({ alias, rows: { entity }, join, explicit: false, origin, through, fetch: false });
    this.implied.set(key, element);
    return element;
  }

  /** The FROM part. */
  sql(): string {
    return this.elements
      .map((element, i) => {
        const table = `"${tableOf(element)}" AS ${element.alias}`;
        if (element.join === undefined) return i === 0 ? table : `, ${table}`;
        const { type, on } = element.join;
        return ` ${type.toUpperCase()} JOIN ${table} ON ${on.join(" AND ")}`;
      })
      .join("");
  }

  private add(element: FromElement): FromElement {
    this.elements.push(element);
    return element;
  }

  private members(origin: FromElement, collection: CollectionField | PairsField) {
    const alias = this.context.nextAlias();
    if (collection.kind === "pairs") {
      return { rows: { pairs: collection }, on: { alias, conditions: [`${alias}.owner = ${origin.alias}.id`] } };
    }
    const entity = this.context.model.entity(collection.target);
    const back = entity.fields.get(collection.mappedBy);
    if (back?.kind !== "reference") throw new Error(`${entity.name}.${collection.mappedBy} is no reference`);
    const conditions = [`${alias}."${back.column}" = ${origin.alias}.id`, ...this.restrictions(entity, alias)];
    return { rows: { entity }, on: { alias, conditions } };
  }

  private restrictions(entity: Entity, alias: string): string[] {
    const visible = this.context.visible(entity, alias);
    const classes = classesOf(this.context, entity, alias);
    return [...(visible === "1" ? [] : [visible]), ...(classes === undefined ? [] : [classes])];
  }
}

/** The condition that a row of a table of several classes is of one of an entity's. */
function classesOf({ model }: Context, entity: Entity, alias: string): string | undefined {
  if (entity.discriminator === undefined || entity.name === entity.table) return undefined;
  const values = entity.concrete.map((name) => `'${model.entity(name).discriminator}'`);
  return `${alias}.discriminator IN (${values.join(", ")})`;
}

/** @throws IllegalQuery of a table of pairs */
export function objectsOf(element: FromElement): Entity {
  const entity = entityOf(element);
  if (entity === undefined) throw new IllegalQuery("a pair of texts is no object");
  return entity;
}
