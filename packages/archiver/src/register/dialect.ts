import { type Insertable, type Kysely, PostgresAdapter, type RawBuilder, sql } from "kysely";
import type { Tables } from "./tables.js";

// What SQLite and PostgreSQL do in different ways. All else in the register is said in words that both understand.

/** Any of the register's databases, also one whose tables are not there yet. */
type Database = Pick<Kysely<never>, "getExecutor">;

export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** Ends a query whose rows nobody may claim until the transaction is over. */
export function locked(db: Database): RawBuilder<unknown> {
  return isPostgres(db) ? sql`for update` : sql``;
}

/** Ends a query for rows that are to be ours; those which somebody else is about to take or to change are left out. */
export function lockedIfFree(db: Database): RawBuilder<unknown> {
  return isPostgres(db) ? sql`for update skip locked` : sql``;
}

/**
 * Rows of values as a table with a column `value`, in one parameter, so that a statement is the same however many there are.
 * `value ->> 'name'` is text in PostgreSQL: numbers want a cast.
 */
export function tableOf(db: Database, rows: readonly object[]): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  return isPostgres(db) ? sql`json_array_elements(cast(${json} as json))` : sql`json_each(${json})`;
}

/**
 * Rows for `insertInto(table).columns(…).expression(…)`, in one parameter, so that the statement is the same however many there
 * are, and short. All have the same columns, and each column is the table's.
 */
export function rowsFor<T extends keyof Tables & string>(
  db: Database,
  table: T,
  columns: readonly string[],
  rows: readonly Insertable<Tables[T]>[],
): RawBuilder<never> {
  const json = JSON.stringify(rows);
  const each = (column: (name: string) => RawBuilder<unknown>) => sql.join(columns.map(column));
  // Without `where` SQLite takes what follows, `on conflict`, for a condition of a join.
  return isPostgres(db)
    ? sql`select ${each((name) => sql.ref(name))} from json_populate_recordset(null::${sql.table(table)}, cast(${json} as json)) where true`
    : sql`select ${each((name) => sql`value ->> ${sql.lit(name)}`)} from json_each(${json}) where true`;
}

/** The time (ms since 1970) by the one clock that all workers have in common: the database's. */
export async function timeOf(db: Kysely<Tables>): Promise<number> {
  if (!isPostgres(db)) return Date.now(); // They are all on this machine.
  const { rows } = await sql<{ now: number }>`
    select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`.execute(db);
  return rows[0]?.now as number;
}

/** The type of texts that rows are paged by: in the order of their bytes, as everywhere else, whatever the site's language. */
export function pagedText(db: Database): RawBuilder<unknown> {
  return isPostgres(db) ? sql`text collate "C"` : sql`text`;
}

/** The type of a primary key that the database numbers itself. */
export function numbered(db: Database): RawBuilder<unknown> {
  return isPostgres(db) ? sql`bigint generated always as identity primary key` : sql`integer primary key autoincrement`;
}
