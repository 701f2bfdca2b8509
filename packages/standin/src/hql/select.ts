import type { Entity } from "../schema/entity.js";
import type { Expression, Query } from "./ast.js";
import { IllegalQuery } from "./errors.js";
import { written } from "./expression-parser.js";
import type { Expressions } from "./expressions.js";
import { column, type Fragment } from "./fragment.js";
import { entityOf, type FromElement } from "./from-element.js";
import type { Level } from "./level.js";
import { follow } from "./paths.js";
import type { Type } from "./types.js";

/** An object that each row names by its id. */
export interface Load {
  readonly entity: Entity;
  /** The place of the id in a row. */
  readonly at: number;
  /** Of a fetched object: which load has it, and in what field. */
  readonly fetched?: { readonly owner: number; readonly field: string; readonly collection: boolean };
}

/** One selected value: an object by its load, or what stands in some columns. */
export type Output = { readonly load: number } | { readonly type: Type; readonly at: number };

/** The SELECT part: columns of SQL, and what they make. */
export interface Selection {
  readonly columns: readonly Fragment[];
  readonly outputs: readonly Output[];
  readonly names: readonly string[];
  readonly loads: readonly Load[];
  /** The tables whose objects are loaded, in the order of `loads`. */
  readonly loaded: readonly (FromElement | undefined)[];
  /** Rows repeat objects that have several fetched members. */
  readonly fetchesCollections: boolean;
}

/**
 * What a query as a whole selects; without a SELECT part, the objects of all tables that it names. Fetched objects follow
 * those that have them.
 * @throws IllegalQuery of what Hibernate does not select: parameters, constants without a type, collections of texts; of a
 * fetch whose owner is not selected
 */
export function selection({ select }: Query, level: Level): Selection {
  const builder = new Builder(level);
  if (select) for (const { value } of select.items) builder.add(value);
  else builder.addTables();
  builder.addFetches();
  const names = select?.items.map(({ alias }, i) => alias ?? String(i)) ?? [];
  return { ...builder, names };
}

class Builder {
  readonly columns: Fragment[] = [];
  readonly outputs: Output[] = [];
  readonly loads: Load[] = [];
  readonly loaded: (FromElement | undefined)[] = [];
  fetchesCollections = false;
  readonly #expressions: Expressions;
  readonly #level: Level;

  constructor(level: Level) {
    this.#level = level;
    this.#expressions = level.in({ inSelect: true });
  }

  add(value: Expression): void {
    switch (value.kind) {
      case "name":
      case "dot":
        return this.#path(value);
      case "collection":
        return this.#members(value.of);
      case "call":
      case "aggregate":
      case "count":
      case "number":
      case "string":
      case "arithmetic":
      case "minus":
      case "case":
      case "query":
        return this.#fragment(this.#expressions.value(value));
      default:
        throw new IllegalQuery(`unexpected ${value.kind} in the select list`);
    }
  }

  addTables(): void {
    for (const element of this.#level.scope.elements) {
      if (element.explicit && !element.fetch && entityOf(element)) this.#object(element);
    }
  }

  /** Objects that are fetched come after those that are selected, each after the one that has it. */
  addFetches(): void {
    for (const element of this.#level.scope.elements.filter(({ fetch }) => fetch)) {
      const owner = this.loaded.findIndex((one) => one !== undefined && one === element.origin);
      if (owner < 0) {
        throw new IllegalQuery(
          "query specified join fetching, but the owner of the fetched association was not present in the select list",
        );
      }
      const collection = element.collection !== undefined;
      this.fetchesCollections ||= collection;
      const entity = entityOf(element);
      if (entity === undefined) continue;
      this.#load(element, entity, { owner, field: element.through ?? "", collection });
    }
  }

  #path(value: Expression): void {
    const { scope } = this.#level;
    const target = follow(scope, (written(value) ?? "").split("."), this.#expressions.clause);
    switch (target?.kind) {
      case "object":
        return this.#object(target.element);
      case "value":
        return this.#fragment(this.#expressions.value(value));
      case "reference": {
        const { from, through, column, target: entity } = target;
        return this.#object(scope.implyReference(from, through, column, entity, "inner"));
      }
      case "collection":
        return this.#members(value);
      default:
        throw new IllegalQuery(`No data type for node: ${written(value)}`);
    }
  }

  #members(value: Expression): void {
    const { scope } = this.#level;
    const target = follow(scope, (written(value) ?? "").split("."), this.#expressions.clause);
    if (target?.kind !== "collection" || target.collection.kind === "pairs")
      throw new IllegalQuery(`${written(value)} is no collection of objects`);
    const how = { type: "inner", fetch: false, explicit: false } as const;
    this.#object(scope.joinCollection(target.from, target.through, target.collection, how));
  }

  #object(element: FromElement): void {
    const entity = entityOf(element);
    if (entity === undefined) throw new IllegalQuery("pairs of texts cannot be selected as a whole");
    this.outputs.push({ load: this.#load(element, entity) });
  }

  #fragment(fragment: Fragment): void {
    const { type } = fragment;
    if (type === undefined) throw new IllegalQuery("No data type for a selected expression");
    const at = this.#column(fragment);
    if (type.kind !== "entity") {
      this.outputs.push({ type, at });
      return;
    }
    this.loads.push({ entity: type.entity, at });
    this.loaded.push(undefined);
    this.outputs.push({ load: this.loads.length - 1 });
  }

  #load(element: FromElement, entity: Entity, fetched?: Load["fetched"]): number {
    const at = this.#column(column(element.alias, "id", { kind: "entity", entity }));
    this.loads.push({ entity, at, ...(fetched && { fetched }) });
    this.loaded.push(element);
    return this.loads.length - 1;
  }

  /** @returns the place of its first column */
  #column(fragment: Fragment): number {
    const at = this.columns.reduce((sum, { sql }) => sum + sql.length, 0);
    this.columns.push(fragment);
    return at;
  }
}
