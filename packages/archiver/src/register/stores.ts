import type { StoreId } from "../domain/ids.js";
import type { Register } from "./register.js";

/** A store that copies were put into, as its marker names it. */
export interface RegisteredStore {
  readonly id: StoreId;
  readonly kind: string;
  readonly root: string;
}

/** Remembers a store; its root may have moved since. */
export async function rememberStore(register: Register, store: RegisteredStore, now = Date.now()): Promise<void> {
  await register
    .insertInto("store")
    .values({ ...store, made_at: now })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ root: store.root }))
    .execute();
}

/** All stores that copies were put into, by id. */
export async function registeredStores(register: Register): Promise<Map<StoreId, RegisteredStore>> {
  const rows = await register.selectFrom("store").select(["id", "kind", "root"]).execute();
  return new Map(rows.map((row) => [row.id as StoreId, { ...row, id: row.id as StoreId }]));
}
