import type { Entity, ScalarType } from "../schema/entity.js";
import type { Secret } from "../security/secrets.js";

/** What Hibernate takes a value for: decides how it is sent, and what a parameter beside it has to be. */
export type Type =
  | { readonly kind: "int" | "long" | "float" | "double" | "boolean" | "time" | "bytes" | "strings" | "permissions" }
  | { readonly kind: "string"; readonly secret?: Secret }
  | { readonly kind: "entity"; readonly entity: Entity }
  | { readonly kind: "unit"; readonly unit: string }
  | { readonly kind: "unit name"; readonly unit: string };

export const INT: Type = { kind: "int" };
export const LONG: Type = { kind: "long" };
export const FLOAT: Type = { kind: "float" };
export const DOUBLE: Type = { kind: "double" };
export const STRING: Type = { kind: "string" };
export const BOOLEAN: Type = { kind: "boolean" };
export const TIME: Type = { kind: "time" };

export function scalarType(type: ScalarType): Type {
  return { kind: type };
}

/**
 * What PostgreSQL takes a value for: decides what it may be compared and combined with. "unknown" is a text literal (or null):
 * it becomes what stands beside it.
 */
export type Category = "number" | "text" | "boolean" | "time" | "bytes" | "unit name" | "row" | "unknown";

export function categoryOf(type: Type): Category {
  switch (type.kind) {
    case "int":
    case "long":
    case "float":
    case "double":
    case "permissions":
    case "entity":
      return "number";
    case "string":
      return "text";
    case "boolean":
    case "time":
    case "bytes":
    case "unit name":
      return type.kind;
    case "strings":
      return "bytes";
    case "unit":
      return "row";
  }
}

/** The type of `a + b` and the like: the wider one. */
export function widest(left: Type | undefined, right: Type | undefined): Type {
  if (left === undefined || right === undefined) return left ?? right ?? DOUBLE;
  const order = [DOUBLE, FLOAT, LONG, INT];
  return order.find((type) => type.kind === left.kind || type.kind === right.kind) ?? left;
}
