import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import { serverError } from "../errors.js";
import type { Entity } from "../schema/entity.js";
import { columnFields, type Model } from "../schema/model.js";
import { check } from "./checks.js";
import { type Column, classOf, columnsOf, quoted, type SqlValue } from "./columns.js";
import { tablesOf } from "./ddl.js";
import type { Row } from "./row.js";
import { addFunctions } from "./sql-functions.js";

export type { Row, UnitValue } from "./row.js";

/** OMERO's database: objects of the model as rows of SQLite. Knows no users and no permissions: whoever calls may do all. */
export class Store {
  readonly db: DatabaseSyncInstance;
  private readonly columns = new Map<string, readonly Column[]>();
  private readonly statements = new Map<string, StatementSyncInstance>();
  private depth = 0;

  private constructor(
    file: string,
    readonly model: Model,
  ) {
    this.db = new DatabaseSync(file);
    this.db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON",
    );
    addFunctions(this.db);
    this.transaction(() => {
      for (const statement of tablesOf(model)) this.db.exec(statement);
    });
  }

  /** @param file a path, or ":memory:". A file that is not there is made, with empty tables. */
  static open(file: string, model: Model): Store {
    return new Store(file, model);
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  /**
   * Makes an object. Fields that the row does not name are null; a place in a list that it does not name is the next one.
   * @returns its id: the row's own, else one that was never used.
   * @throws ValidationException where a required field is null, a reference points at nothing, or what must be unique is there
   */
  insert(entityName: string, row: Row): number {
    const entity = this.concrete(entityName);
    check(entity, row, "all");
    const columns = this.columnsOf(entity);
    this.refuseUnknown(entity, row, columns);
    const names = columns.flatMap((column) => column.columns);
    const values = columns.flatMap((column) => column.write(this.valueFor(entity, column, row)));
    if (entity.discriminator !== undefined) {
      names.push("discriminator");
      values.push(entity.discriminator);
    }
    names.push("id");
    values.push((row.id as number | undefined) ?? null);
    const marks = names.map(() => "?").join(", ");
    const sql = `INSERT INTO ${quoted(entity.table)} (${names.map(quoted).join(", ")}) VALUES (${marks})`;
    return this.transaction(() => {
      const id = Number(
        this.constrained("insert", entity.javaName, () => this.prepared(sql).run(...values)).lastInsertRowid,
      );
      this.writePairs(entity, id, row);
      return id;
    });
  }

  /** Changes the fields that are named. @throws as {@link insert}; an unknown id is an error of the caller. */
  update(entityName: string, id: number, changes: Row): void {
    const entity = this.classOfRow(entityName, id);
    check(entity, changes, "changes");
    const columns = this.columnsOf(entity);
    this.refuseUnknown(entity, changes, columns);
    const changed = columns.filter((column) => column.key in changes);
    this.transaction(() => {
      if (changed.length > 0) {
        const sets = changed.flatMap((column) => column.columns).map((name) => `${quoted(name)} = ?`);
        const values = changed.flatMap((column) => column.write(changes[column.key] ?? null));
        const sql = `UPDATE ${quoted(entity.table)} SET ${sets.join(", ")} WHERE id = ?`;
        this.constrained("update", `${entity.javaName}#${id}`, () => this.prepared(sql).run(...values, id));
      }
      this.writePairs(entity, id, changes);
    });
  }

  /** @throws ValidationException where something still refers to the object */
  remove(entityName: string, id: number): void {
    const entity = this.model.entity(entityName);
    const sql = `DELETE FROM ${quoted(entity.table)} WHERE id = ?`;
    this.constrained("delete", `${entity.javaName}#${id}`, () => this.prepared(sql).run(id));
  }

  row(entityName: string, id: number): Row | undefined {
    return this.rows(entityName, [id])[0];
  }

  /** The rows that there are, in the order of the ids; ids that do not exist are passed over. */
  rows(entityName: string, ids: readonly number[]): Row[] {
    if (ids.length === 0) return [];
    const found = this.select(entityName, "id IN (SELECT value FROM json_each(?))", [JSON.stringify(ids)]);
    const byId = new Map(found.map((row) => [row.id as number, row]));
    return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
  }

  /** Rows whose fields (or other keys of a row) have these values, or one of a list, in the order of a key, else of their ids. */
  where(entityName: string, match: Row, order = "id"): Row[] {
    const entity = this.model.entity(entityName);
    const conditions: string[] = [];
    const values: SqlValue[] = [];
    for (const [key, value] of Object.entries(match)) {
      const column = this.column(entity, key);
      if (Array.isArray(value)) {
        conditions.push(`${quoted(column.columns[0] ?? key)} IN (SELECT value FROM json_each(?))`);
        values.push(JSON.stringify(value));
        continue;
      }
      const written = column.write(value);
      column.columns.forEach((name, i) => {
        conditions.push(`${quoted(name)} IS ?`);
        values.push(written[i] ?? null);
      });
    }
    const by = order === "id" ? "id" : this.column(entity, order).columns.map(quoted).join(", ");
    return this.select(entityName, conditions.join(" AND ") || "1", values, by);
  }

  /**
   * Runs work whole or not at all; may be nested. With `deferred` references may point at nothing until the end, so that
   * the order of deletes does not matter.
   */
  transaction<T>(work: () => T, { deferred = false } = {}): T {
    const name = `level_${this.depth}`;
    this.db.exec(this.depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT ${name}`);
    this.depth++;
    try {
      if (deferred) this.db.exec("PRAGMA defer_foreign_keys = ON");
      const result = work();
      const end = this.depth === 1 ? "COMMIT" : `RELEASE ${name}`;
      this.constrained("commit", "the changes", () => this.db.exec(end));
      return result;
    } catch (error) {
      this.db.exec(this.depth === 1 ? "ROLLBACK" : `ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.depth--;
    }
  }

  /** A statement that is prepared once. */
  prepared(sql: string): StatementSyncInstance {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const made = this.db.prepare(sql);
    this.statements.set(sql, made);
    return made;
  }

  /** Rows that fulfil a condition in SQL on their table, which is called `t`. */
  select(entityName: string, condition: string, values: readonly SqlValue[], order = "id"): Row[] {
    const entity = this.model.entity(entityName);
    const all = this.model.entity(entity.table);
    const classes = classCondition(this.model, entity);
    const sql = `SELECT * FROM ${quoted(entity.table)} AS t WHERE ${condition}${classes} ORDER BY ${order}`;
    const found = this.prepared(sql).all(...values) as Record<string, SqlValue>[];
    const rows = found.map((values): Row => {
      const actual =
        all.discriminator === undefined ? entity : this.entityOf(entity.table, String(values.discriminator));
      const row: Row = { id: values.id };
      if (actual.discriminator !== undefined) row.class = actual.name;
      for (const column of this.columnsOf(actual)) {
        row[column.key] = column.read(column.columns.map((name) => values[name] ?? null));
      }
      return row;
    });
    this.readPairs(entity, rows);
    return rows;
  }

  private entityOf(table: string, discriminator: string): Entity {
    for (const entity of this.model.entities.values()) {
      if (entity.table === table && entity.discriminator === discriminator) return entity;
    }
    throw new Error(`the table ${table} holds a row of unknown class ${discriminator}`);
  }

  private classOfRow(entityName: string, id: number): Entity {
    const entity = this.model.entity(entityName);
    const row = this.row(entityName, id);
    if (row === undefined) throw new Error(`there is no ${entityName} ${id} to change`);
    return this.model.entity(classOf(entity, row));
  }

  private concrete(entityName: string): Entity {
    const entity = this.model.entity(entityName);
    if (entity.abstract) throw new Error(`there are no objects of ${entityName} itself`);
    return entity;
  }

  private columnsOf(entity: Entity): readonly Column[] {
    const known = this.columns.get(entity.name) ?? columnsOf(entity);
    this.columns.set(entity.name, known);
    return known;
  }

  private column(entity: Entity, key: string): Column {
    const found = this.columnsOf(entity).find((column) => column.key === key);
    if (found === undefined) throw new Error(`rows of ${entity.name} have no ${key}`);
    return found;
  }

  private refuseUnknown(entity: Entity, row: Row, columns: readonly Column[]): void {
    const unknown = Object.keys(row).find(
      (key) =>
        key !== "id" &&
        key !== "class" &&
        entity.fields.get(key)?.kind !== "pairs" &&
        !columns.some((c) => c.key === key),
    );
    if (unknown !== undefined) throw new Error(`rows of ${entity.name} have no ${unknown}`);
  }

  private valueFor(entity: Entity, column: Column, row: Row): unknown {
    const value = row[column.key];
    if (value !== undefined) return value;
    const list = entity.indexColumns.find((one) => one.column === column.key);
    const owner = list && row[list.reference];
    if (list === undefined || owner === null || owner === undefined) return null;
    const sql = `SELECT coalesce(max(${quoted(list.column)}) + 1, 0) AS next FROM ${quoted(entity.table)} WHERE ${quoted(list.reference)} = ?`;
    return (this.prepared(sql).get(owner) as { next: number }).next;
  }

  private writePairs(entity: Entity, id: number, row: Row): void {
    for (const field of columnFields(entity)) {
      const pairs = row[field.name] as [string, string][] | null | undefined;
      if (field.kind !== "pairs" || pairs === undefined) continue;
      this.prepared(`DELETE FROM ${quoted(field.table)} WHERE owner = ?`).run(id);
      const insert = this.prepared(`INSERT INTO ${quoted(field.table)} VALUES (?, ?, ?, ?)`);
      for (const [index, [name, value]] of (pairs ?? []).entries()) insert.run(id, index, name, value);
    }
  }

  private readPairs(entity: Entity, rows: readonly Row[]): void {
    if (rows.length === 0) return;
    const ids = JSON.stringify(rows.map((row) => row.id));
    for (const name of entity.concrete) {
      for (const field of columnFields(this.model.entity(name))) {
        if (field.kind !== "pairs") continue;
        const own = new Map(
          rows
            .filter((row) => classOf(entity, row) === name)
            .map((row) => [row.id as number, [] as [string, string][]]),
        );
        if (own.size === 0) continue;
        const sql = `SELECT owner, name, value FROM ${quoted(field.table)} WHERE owner IN (SELECT value FROM json_each(?)) ORDER BY owner, "index"`;
        for (const pair of this.prepared(sql).all(ids) as { owner: number; name: string; value: string }[]) {
          own.get(pair.owner)?.push([pair.name, pair.value]);
        }
        for (const row of rows) if (own.has(row.id as number)) row[field.name] = own.get(row.id as number);
      }
    }
  }

  /** What the database refuses is the caller's mistake: OMERO says so with a ValidationException. */
  private constrained<T>(what: string, subject: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Error) || !/constraint/i.test(error.message)) throw error;
      throw serverError("ValidationException", `could not ${what}: [${subject}]; ${error.message}`);
    }
  }
}

/** SQL that keeps rows of other classes of the same table away; empty where there are none. */
export function classCondition(model: Model, entity: Entity, alias = ""): string {
  if (entity.discriminator === undefined || entity.name === entity.table) return "";
  const values = entity.concrete.map((name) => `'${model.entity(name).discriminator}'`);
  return ` AND ${alias}discriminator IN (${values.join(", ")})`;
}
