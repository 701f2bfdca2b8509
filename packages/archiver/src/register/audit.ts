import type { Transaction } from "kysely";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

/** A decision or a change to bytes: who did what to which job, file or image, and why. Rows are only ever added. */
export interface AuditEntry {
  readonly who: string;
  readonly what: string;
  readonly subject: string;
  readonly why?: string;
}

export async function note(db: Transaction<Tables>, entry: AuditEntry, at = Date.now()): Promise<void> {
  await db
    .insertInto("audit")
    .values({ at, who: entry.who, what: entry.what, subject: entry.subject, why: entry.why ?? null })
    .execute();
}

/** What happened to a job, file or image, oldest first. */
export async function history(register: Register, subject: string): Promise<(AuditEntry & { readonly at: number })[]> {
  const rows = await register.selectFrom("audit").selectAll().where("subject", "=", subject).orderBy("id").execute();
  return rows.map(({ at, who, what, subject, why }) => ({ at, who, what, subject, ...(why === null ? {} : { why }) }));
}
