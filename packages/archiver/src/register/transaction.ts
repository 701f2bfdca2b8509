import type { Transaction } from "kysely";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

/** Does work in one transaction: in the caller's, where there is one, so that several changes can be one. */
export async function inTransaction<T>(register: Register, work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
  return register.isTransaction ? work(register as Transaction<Tables>) : register.transaction().execute(work);
}
