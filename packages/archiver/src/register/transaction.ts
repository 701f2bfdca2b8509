import { sql, type Transaction } from "kysely";
import { isPostgres } from "./dialect.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

/** PostgreSQL's advisory lock of whoever writes to the register: a number without a meaning, the same in every version. */
const WRITER = 4_064_001;

/**
 * Does work in one transaction: in the caller's, where there is one, so that several changes can be one. Nobody else writes
 * meanwhile, so what it has read stays so; claims alone go on beside it, and take only files that it has not touched.
 */
export async function writing<T>(register: Register, work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
  if (register.isTransaction) return work(register as Transaction<Tables>);
  return register.transaction().execute(async (db) => {
    // SQLite begins every transaction as the only writer.
    if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${sql.lit(WRITER)})`.execute(db);
    return work(db);
  });
}
