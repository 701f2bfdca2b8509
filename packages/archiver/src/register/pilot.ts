import { note } from "./audit.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

/** Since when (ms since 1970) a site tries things out, and who began it. */
export interface Pilot {
  readonly since: number;
  readonly who: string;
}

/** Undefined: the site is past it, or never was in it. */
export async function pilotOf(register: Register): Promise<Pilot | undefined> {
  return register.selectFrom("pilot").select(["since", "who"]).executeTakeFirst();
}

/** @returns whether it was begun just now */
export async function beginPilot(register: Register, who: string, now = Date.now()): Promise<boolean> {
  return writing(register, async (db) => {
    const known = await db.selectFrom("pilot").select("id").executeTakeFirst();
    if (known) return false;
    await db.insertInto("pilot").values({ id: 1, since: now, who }).execute();
    await note(db, { who, what: "pilot begun", subject: "site" }, now);
    return true;
  });
}

export async function endPilot(register: Register, who: string, why?: string): Promise<void> {
  await writing(register, async (db) => {
    await db.deleteFrom("pilot").execute();
    await note(db, { who, what: "pilot ended", subject: "site", ...(why ? { why } : {}) });
  });
}

/** Whether a job that brought images back has finished since a time (ms since 1970). */
export async function restoredSince(register: Register, since: number): Promise<boolean> {
  const row = await register
    .selectFrom("job")
    .select("id")
    .where("kind", "=", "restore")
    .where("state", "=", "Finished")
    .where("created_at", ">=", since)
    .where("done", ">", 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
