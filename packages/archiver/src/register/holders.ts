import { type FileKey, type FileStep, fileKeyText } from "../domain/files.js";
import { chunks } from "./chunks.js";
import { timeOf } from "./dialect.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

/** How far a file is, and who has it in hand. */
export interface Holder {
  readonly step: FileStep;
  /** Waits for a worker, or is worked on. */
  readonly queued: boolean;
  readonly token: number;
  /** Somebody has it, and its lease is not over. */
  readonly inHand: boolean;
}

/** By file key (`managed:12`); files that the register does not know are left out. */
export async function holdersOf(register: Register, keys: readonly FileKey[]): Promise<Map<string, Holder>> {
  const found = new Map<string, Holder>();
  const now = await timeOf(register);
  for (const chunk of chunks([...new Set(keys.map(fileKeyText))])) {
    const rows = await register
      .selectFrom("file")
      .select(["key", "step", "queued", "claim_token", "lease_until"])
      .where("key", "in", chunk)
      .execute();
    for (const row of rows)
      found.set(row.key, {
        step: row.step,
        queued: row.queued === 1,
        token: row.claim_token,
        inHand: row.lease_until > now,
      });
  }
  return found;
}

/** Those who have files in hand, by the names that they gave themselves. */
export async function workersWithLeases(register: Register): Promise<string[]> {
  const rows = await register
    .selectFrom("file")
    .select("claim_worker")
    .distinct()
    .where("lease_until", ">=", await timeOf(register))
    .where("claim_worker", "is not", null)
    .execute();
  return rows.map((row) => row.claim_worker as string);
}

/** Ends all leases of a worker that is known to be dead: what it had in hand may be taken up at once. */
export async function endLeases(register: Register, worker: string): Promise<void> {
  await writing(register, (db) =>
    db
      .updateTable("file")
      .set({ lease_until: 0 })
      .where("lease_until", ">", 0)
      .where("claim_worker", "=", worker)
      .execute(),
  );
}
