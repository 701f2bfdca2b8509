import type { CollectionField, Entity, PairsField } from "../schema/entity.js";

/** How the tables of a FROM part hang together. */
export interface JoinTo {
  readonly type: "inner" | "left" | "right" | "full";
  /** Conditions of the ON part. */
  readonly on: string[];
}

/** One table of a query: of objects, or of pairs of texts. */
export interface FromElement {
  /** What it is called in SQL. */
  readonly alias: string;
  readonly rows: { readonly entity: Entity } | { readonly pairs: PairsField };
  /** Absent of a root: a class named in FROM. */
  readonly join?: JoinTo;
  /** Whether the query names it, or a path made it necessary. */
  readonly explicit: boolean;
  /** How it was reached: the table it hangs on, and the field of that one ("details.owner", "pixels"). */
  readonly origin?: FromElement;
  readonly through?: string;
  /** Whether the objects found are to be part of the answer, as what `origin` has in that field. */
  readonly fetch: boolean;
  readonly collection?: CollectionField | PairsField;
}

export function entityOf(element: FromElement): Entity | undefined {
  return "entity" in element.rows ? element.rows.entity : undefined;
}

export function tableOf(element: FromElement): string {
  return "entity" in element.rows ? element.rows.entity.table : element.rows.pairs.table;
}
