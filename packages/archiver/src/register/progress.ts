import { timeOf } from "./dialect.js";
import type { Register } from "./register.js";

/** Workers that have said nothing for so long (ms) are gone. */
const FRESH = 15_000;

/** Says how many bytes a worker has passed of the files that it has in hand. */
export async function reportProgress(register: Register, worker: string, bytes: number): Promise<void> {
  const at = await timeOf(register);
  await register
    .insertInto("progress")
    .values({ worker, bytes, at })
    .onConflict((conflict) => conflict.column("worker").doUpdateSet({ bytes, at }))
    .execute();
}

export async function endProgress(register: Register, worker: string): Promise<void> {
  await register.deleteFrom("progress").where("worker", "=", worker).execute();
}

/** Who is at work now, and the bytes that they have passed of files that are not done yet. */
export async function inHand(register: Register): Promise<{ workers: number; bytes: number }> {
  const now = await timeOf(register);
  const rows = await register
    .selectFrom("progress")
    .select("bytes")
    .where("at", ">", now - FRESH)
    .execute();
  return { workers: rows.length, bytes: rows.reduce((sum, row) => sum + Number(row.bytes), 0) };
}
