import { serverError } from "../errors.js";
import type { Entity, Range } from "../schema/entity.js";
import { columnFields } from "../schema/model.js";
import type { Row, UnitValue } from "./row.js";

/** Tells a value that a field may not have: out of its range, null where it must not be. `changes`: only what is named is looked at. */
export function check(entity: Entity, row: Row, which: "all" | "changes"): void {
  for (const field of columnFields(entity)) {
    if (which === "changes" && !(field.name in row)) continue;
    const value = row[field.name] ?? null;
    if (value === null && field.required) {
      const property = `${entity.javaName}.${field.name}`;
      throw serverError("ValidationException", `not-null property references a null or transient value: ${property}`);
    }
    if (value !== null && "range" in field && field.range !== undefined) {
      const amount = field.kind === "unit" ? (value as UnitValue).value : Number(value);
      const complaint = COMPLAINTS[field.range](amount);
      if (complaint) throw serverError("InternalException", `values of ${entity.name}.${field.name} ${complaint}`);
    }
    if (typeof value === "string" && value.includes("\0")) {
      throw serverError("ValidationException", `could not insert: [${entity.javaName}]; invalid byte sequence: 0x00`);
    }
  }
}

const COMPLAINTS: Readonly<Record<Range, (value: number) => string | false>> = {
  positive: (value) => !(value > 0) && "must be strictly positive",
  "not negative": (value) => value < 0 && "must not be negative",
  fraction: (value) => (value < 0 || value > 1) && "may range from zero to one only",
};
