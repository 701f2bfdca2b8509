import type { Transaction } from "kysely";
import type { JobId } from "../domain/ids.js";
import type { MailSubject } from "../domain/mail.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

/** What has happened to a job, by whom, and why. */
export interface News {
  readonly jobId: JobId;
  readonly about: MailSubject;
  readonly who: string;
  readonly why?: string;
}

/** Notes what people are to be told of, in the transaction in which it happens. */
export async function addNews(db: Transaction<Tables>, { jobId, about, who, why }: News, at: number): Promise<void> {
  await db
    .insertInto("news")
    .values({ job_id: jobId, about, who, why: why ?? null, at })
    .execute();
}

/** News of which nobody was told yet, oldest first. */
export async function newsToTell(register: Register, limit: number): Promise<(News & { readonly id: number })[]> {
  const rows = await register.selectFrom("news").selectAll().orderBy("id").limit(limit).execute();
  return rows.map(({ id, job_id, about, who, why }) => ({
    ...{ id, about, who },
    jobId: job_id as JobId,
    ...(why === null ? {} : { why }),
  }));
}

/** Nobody is told of what has happened so far: to a job, or to any. */
export async function forgetNews(register: Register, jobId?: JobId): Promise<void> {
  let query = register.deleteFrom("news");
  if (jobId !== undefined) query = query.where("job_id", "=", jobId);
  await query.execute();
}
