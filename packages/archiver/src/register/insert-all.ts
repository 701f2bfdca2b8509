import type {
  Insertable,
  OnConflictBuilder,
  OnConflictDoNothingBuilder,
  OnConflictUpdateBuilder,
  Transaction,
} from "kysely";
import { chunks } from "./chunks.js";
import { rowsFor } from "./dialect.js";
import type { Tables } from "./tables.js";

/** Rows in one statement: some hundred kilobytes of text. */
const AT_ONCE = 2_000;

type TableName = keyof Tables & string;
type Conflict<T extends TableName> = (
  conflict: OnConflictBuilder<Tables, T>,
) => OnConflictDoNothingBuilder<Tables, T> | OnConflictUpdateBuilder<Tables, T>;

/**
 * Inserts a row for each thing, of which there may be any number.
 * @param rowOf all rows have the same columns
 * @param onConflict what becomes of a row that is there already
 */
export async function insertAll<T extends TableName, U>(
  db: Transaction<Tables>,
  table: T,
  things: readonly U[],
  rowOf: (thing: U) => Insertable<Tables[T]>,
  onConflict?: Conflict<T>,
): Promise<void> {
  for (const chunk of chunks(things, AT_ONCE)) {
    const rows = chunk.map(rowOf);
    const columns = Object.keys(rows[0] ?? {}) as (keyof Tables[T] & string)[];
    const insert = db
      .insertInto(table)
      .columns(columns)
      .expression(rowsFor(db, table, columns, rows));
    await (onConflict ? insert.onConflict(onConflict) : insert).execute();
  }
}

/** For `onConflict`: a row that is there stays as it is. */
export function keep<T extends TableName>(
  conflict: OnConflictBuilder<Tables, T>,
): OnConflictDoNothingBuilder<Tables, T> {
  return conflict.doNothing();
}
