import type { StatementSyncInstance } from "@photostructure/sqlite";
import { invalidData, refusedByDatabase } from "../hql/errors.js";
import type { Translation } from "../hql/translate.js";
import type { SqlValue } from "../store/columns.js";
import { isDataError } from "../store/sql-functions.js";
import type { Store } from "../store/store.js";

export type ResultRow = readonly SqlValue[];

/**
 * Runs a translated query.
 * @throws ApiUsageException where the database does not know what to do, ValidationException where it cannot do it with a value
 */
export function run(store: Store, { sql, values }: Translation): ResultRow[] {
  try {
    const statement = store.db.prepare(sql);
    statement.setReturnArrays(true);
    return rows(statement, values);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw isDataError(error) ? invalidData(message) : refusedByDatabase(`SQL [${sql}]; ${message}`);
  }
}

function rows(statement: StatementSyncInstance, values: Translation["values"]): ResultRow[] {
  try {
    return statement.all(...values) as ResultRow[];
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("Value is too large")) throw error;
    statement.setReadBigInts(true);
    const found = statement.all(...values) as ResultRow[];
    return found.map((row) =>
      row.map((value) => (typeof value === "bigint" && BigInt.asIntN(53, value) === value ? Number(value) : value)),
    );
  }
}
