import type { ColumnField, Entity, ScalarType } from "../schema/entity.js";
import { columnFields } from "../schema/model.js";
import { symbolOf, unitOf } from "../schema/units.js";
import { DETAILS, type DetailsKey, type Row, type UnitValue } from "./row.js";

/** A value that SQLite takes and gives. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** One field's columns, and how its value becomes theirs and comes back. */
export interface Column {
  readonly key: string;
  readonly columns: readonly string[];
  write(value: unknown): SqlValue[];
  read(values: readonly SqlValue[]): unknown;
}

export function quoted(name: string): string {
  return `"${name}"`;
}

/** Which details rows of an entity have. */
export function detailsOf(entity: Entity): DetailsKey[] {
  const all = Object.keys(DETAILS) as DetailsKey[];
  if (entity.global) return ["externalInfoId"];
  return entity.immutable ? all.filter((key) => key !== "updateEventId") : all;
}

/** Everything that a row of an entity holds in its own table, but its id and class. */
export function columnsOf(entity: Entity): Column[] {
  return [
    ...detailsOf(entity).map((key) => plain(key, DETAILS[key].column)),
    ...(entity.name === "ExperimenterGroup" ? [plain("permissions", "permissions")] : []),
    ...entity.indexColumns.map(({ column }) => plain(column, column)),
    ...columnFields(entity).flatMap((field) => columnOf(field) ?? []),
  ];
}

function columnOf(field: ColumnField): Column | undefined {
  switch (field.kind) {
    case "scalar":
      return SPECIAL[field.type]?.(field.name, field.column) ?? plain(field.name, field.column, field.absent);
    case "reference":
      return plain(field.name, field.column);
    case "unit":
      return {
        key: field.name,
        columns: [field.column, field.unitColumn],
        write: (value) => {
          if (value === null || value === undefined) return [null, null];
          const { value: amount, unit } = value as UnitValue;
          return [amount, symbolOf(field.unit, unit)];
        },
        read: ([value, symbol]) => (value === null ? null : { value, unit: unitOf(field.unit, String(symbol)) }),
      };
    case "pairs":
      return undefined;
  }
}

function plain(key: string, column: string, absent?: number): Column {
  return {
    key,
    columns: [column],
    write: (value) => [(value ?? absent ?? null) as SqlValue],
    read: ([value]) => value,
  };
}

const SPECIAL: Partial<Record<ScalarType, (key: string, column: string) => Column>> = {
  boolean: (key, column) => ({
    key,
    columns: [column],
    write: (value) => [value === null ? null : value ? 1 : 0],
    read: ([value]) => (value === null ? null : value !== 0),
  }),
  strings: (key, column) => ({
    key,
    columns: [column],
    write: (value) => [value === null ? null : JSON.stringify(value)],
    read: ([value]) => (value === null ? null : JSON.parse(String(value))),
  }),
};

/** A row's class where its table holds several. */
export function classOf(entity: Entity, row: Row): string {
  return typeof row.class === "string" ? row.class : entity.name;
}
