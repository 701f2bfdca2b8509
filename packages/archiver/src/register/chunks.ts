/** Values in one statement at most: SQLite takes 32,766, PostgreSQL 65,535. */
const MOST = 500;

export function* chunks<T>(values: readonly T[], size = MOST): Generator<T[]> {
  for (let i = 0; i < values.length; i += size) yield values.slice(i, i + size);
}
