import type { ColumnField, Entity, ReferenceField } from "../schema/entity.js";
import { columnFields, type Model } from "../schema/model.js";
import { detailsOf, quoted } from "./columns.js";
import { DETAILS } from "./row.js";

/**
 * The tables of a model: one for each hierarchy of classes, one for each list of pairs, indices on what queries follow.
 * Ids are never given twice, as from OMERO's sequences.
 */
export function tablesOf(model: Model): string[] {
  const roots = [...model.entities.values()].filter((entity) => entity.table === entity.name);
  return roots.flatMap((root) => {
    const members = [...model.entities.values()].filter((entity) => entity.table === root.name);
    return [...table(model, root, members), ...members.flatMap(pairTables)];
  });
}

function table(model: Model, root: Entity, members: readonly Entity[]): string[] {
  const columns = new Map<string, string>([["id", "INTEGER PRIMARY KEY AUTOINCREMENT"]]);
  const indices: string[] = [];
  const index = (names: readonly string[], what: "UNIQUE INDEX" | "INDEX" = "INDEX", where = ""): void => {
    const name = quoted(`${root.name} ${names.join(" ")}`);
    indices.push(
      `CREATE ${what} IF NOT EXISTS ${name} ON ${quoted(root.name)} (${names.map(quoted).join(", ")})${where}`,
    );
  };
  if (root.discriminator !== undefined) columns.set("discriminator", "TEXT NOT NULL");
  for (const key of detailsOf(root)) {
    const { column, target } = DETAILS[key];
    columns.set(column, references(target) + (key === "externalInfoId" ? "" : " NOT NULL"));
    if (key === "externalInfoId") index([column], "INDEX", ` WHERE ${quoted(column)} IS NOT NULL`);
  }
  if (root.name === "ExperimenterGroup") columns.set("permissions", "INTEGER NOT NULL");
  for (const entity of members) {
    for (const field of columnFields(entity)) {
      const only = root.discriminator === undefined || entity === root;
      for (const [column, type] of columnsOf(field, only)) columns.set(column, columns.get(column) ?? type);
      if (field.kind === "reference" && isFollowedBack(model, entity, field)) index([field.column]);
    }
    for (const list of entity.indexColumns) columns.set(list.column, "INTEGER");
    for (const group of entity.unique) index(group, "UNIQUE INDEX");
  }
  const lines = [...columns].map(([column, type]) => `${quoted(column)} ${type}`);
  return [`CREATE TABLE IF NOT EXISTS ${quoted(root.name)} (${lines.join(", ")})`, ...new Set(indices)];
}

/**
 * Whether queries look for the rows that refer to something. Not where a few are referred to by nearly all, as enumerations,
 * users and groups are: to look rows up by these would only lead SQLite astray. A link's parent has the index of what is unique.
 */
function isFollowedBack(model: Model, entity: Entity, { name, target }: ReferenceField): boolean {
  if (entity.link) return name !== "parent";
  const { enumeration } = model.entity(target);
  return !enumeration && target !== "Experimenter" && target !== "ExperimenterGroup";
}

/** `only`: every row of the table has the field, so that the database may insist on it. */
function columnsOf(field: ColumnField, only: boolean): [string, string][] {
  const needed = field.required && only ? " NOT NULL" : "";
  switch (field.kind) {
    case "scalar":
      return [[field.column, TYPES[field.type] + needed]];
    case "unit":
      return [
        [field.column, "REAL"],
        [field.unitColumn, "TEXT"],
      ];
    case "reference":
      return [[field.column, references(field.target) + needed]];
    case "pairs":
      return [];
  }
}

const TYPES = {
  int: "INTEGER",
  long: "INTEGER",
  double: "REAL",
  boolean: "INTEGER",
  string: "TEXT",
  time: "INTEGER",
  bytes: "BLOB",
  strings: "TEXT",
} as const;

function references(target: string): string {
  return `INTEGER REFERENCES ${quoted(target)}(id)`;
}

function pairTables(entity: Entity): string[] {
  return columnFields(entity)
    .filter((field) => field.kind === "pairs")
    .map(
      (field) =>
        `CREATE TABLE IF NOT EXISTS ${quoted(field.table)} (owner INTEGER NOT NULL REFERENCES ${quoted(entity.table)}(id) ON DELETE CASCADE, ` +
        `"index" INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (owner, "index")) WITHOUT ROWID`,
    );
}
