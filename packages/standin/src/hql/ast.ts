import type { NumberType } from "./lexer.js";

/** A query as it is written. Nothing is looked up yet: a path may be an alias, a field, a class, or nothing at all. */
export interface Query {
  readonly select?: Select;
  readonly from: readonly FromItem[];
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
  readonly orderBy: readonly Order[];
}

export interface Select {
  readonly distinct: boolean;
  /** `new map(…)` and `new list(…)` make one value of each row. */
  readonly shape: "row" | "map" | "list";
  readonly items: readonly SelectItem[];
}

export interface SelectItem {
  readonly value: Expression;
  readonly alias?: string;
}

/** A class with its alias, or (in subqueries) a path that starts at an alias of the query around. */
export interface Range {
  readonly kind: "range";
  readonly path: readonly string[];
  readonly alias?: string;
}

export type JoinType = "inner" | "left" | "right" | "full";

export interface Join {
  readonly kind: "join";
  readonly type: JoinType;
  readonly fetch: boolean;
  readonly path: readonly string[];
  readonly alias?: string;
  readonly with?: Expression;
}

export type FromItem = Range | Join;

export interface Order {
  readonly by: Expression;
  readonly descending: boolean;
}

/** A statement that changes data: queries may not. */
export interface Change {
  readonly kind: "update" | "delete" | "insert";
  readonly entity: string;
}

export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type AggregateName = "sum" | "avg" | "min" | "max";

export type Expression =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "dot"; readonly of: Expression; readonly name: string }
  | { readonly kind: "element"; readonly of: Expression; readonly index: Expression }
  | { readonly kind: "number"; readonly text: string; readonly type: NumberType }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  | { readonly kind: "empty" }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "position" }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      readonly words: readonly string[];
    }
  | { readonly kind: "aggregate"; readonly name: AggregateName; readonly of: Expression }
  | { readonly kind: "count"; readonly distinct: boolean; readonly of: Expression | "*" }
  | { readonly kind: "collection"; readonly name: "elements" | "indices"; readonly of: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "minus"; readonly of: Expression }
  | {
      readonly kind: "case";
      readonly subject?: Expression;
      readonly when: readonly When[];
      readonly otherwise?: Expression;
    }
  | { readonly kind: "vector"; readonly items: readonly Expression[] }
  | { readonly kind: "query"; readonly query: Query }
  | { readonly kind: "quantified"; readonly quantifier: "all" | "any" | "exists"; readonly of: Expression }
  | {
      readonly kind: "comparison";
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "like";
      readonly negated: boolean;
      readonly left: Expression;
      readonly right: Expression;
      readonly escape?: Expression;
    }
  | {
      readonly kind: "between";
      readonly negated: boolean;
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: "in"; readonly negated: boolean; readonly left: Expression; readonly list: readonly Expression[] }
  | { readonly kind: "is null"; readonly negated: boolean; readonly of: Expression }
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression };

export interface When {
  readonly condition: Expression;
  readonly value: Expression;
}

export type LogicalExpression = Extract<
  Expression,
  { readonly kind: "comparison" | "like" | "between" | "in" | "is null" | "not" | "and" | "or" }
>;
