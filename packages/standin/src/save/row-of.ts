import type { SliceObject } from "@omero-archiver/ice";
import type { ColumnField, Entity } from "../schema/entity.js";
import { columnFields } from "../schema/model.js";
import type { Row } from "../store/store.js";
import { plainValue } from "../values.js";

/** The columns of a loaded object that hold values, as rows have them; references are left out. */
export function valuesOf(entity: Entity, object: SliceObject): Row {
  const fields = columnFields(entity).filter((field) => field.kind !== "reference" && field.name !== "version");
  return Object.fromEntries(fields.map((field) => [field.name, columnValue(field, object[field.name])]));
}

function columnValue(field: ColumnField, value: unknown): unknown {
  if (value === null || value === undefined) return field.kind === "pairs" ? [] : null;
  switch (field.kind) {
    case "unit": {
      const { value: number, unit } = value as { value: number; unit: string };
      return { value: number, unit };
    }
    case "pairs":
      return (value as readonly (SliceObject | null)[])
        .filter((pair) => pair !== null)
        .map((pair) => [String(pair.name ?? ""), String(pair.value ?? "")]);
    case "scalar":
      return field.type === "bytes" || field.type === "strings" ? value : (plainValue(value) ?? null);
    case "reference":
      throw new Error(`${field.name} is a reference`);
  }
}

/** Whether two values of a column are the same to the database. */
export function isSame(a: unknown, b: unknown): boolean {
  return comparable(a) === comparable(b);
}

function comparable(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("base64")}`;
  if (typeof value === "object")
    return JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? String(part) : part));
  return String(value);
}
