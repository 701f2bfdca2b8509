import { timeOf } from "./dialect.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

/** Who holds a lease, and until when (ms since 1970). */
export interface Lease {
  readonly worker: string;
  readonly until: number;
}

/**
 * Takes a lease, if it is free, over, or held by somebody who is known to be dead.
 * @returns undefined: it is ours; else who has it
 */
export async function takeLease(
  register: Register,
  name: string,
  { worker, leaseMs }: { worker: string; leaseMs: number },
  isDead: (worker: string) => boolean,
): Promise<Lease | undefined> {
  return writing(register, async (db) => {
    const now = await timeOf(db);
    const until = now + leaseMs;
    const held = await db.selectFrom("lease").select(["worker", "until"]).where("name", "=", name).executeTakeFirst();
    if (held && held.until > now && held.worker !== worker && !isDead(held.worker)) return held;
    await db
      .insertInto("lease")
      .values({ name, worker, until })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ worker, until }))
      .execute();
    return undefined;
  });
}

export async function giveUpLease(register: Register, name: string, worker: string): Promise<void> {
  await register.deleteFrom("lease").where("name", "=", name).where("worker", "=", worker).execute();
}
