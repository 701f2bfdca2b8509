import { sql, type Transaction } from "kysely";
import type { JobId } from "../domain/ids.js";
import { type Decision, decided, isOpen, progressed } from "../domain/jobs.js";
import type { MailSubject } from "../domain/mail.js";
import { note } from "./audit.js";
import { rederiveTags } from "./images.js";
import { countsOf, type Job, jobOf, jobRow } from "./jobs.js";
import { addNews } from "./news.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";
import { writing } from "./transaction.js";

/** Decisions that people are told of by mail. Who restores approves that, too, and need not be told. */
const NEWS: Partial<Record<Decision, MailSubject>> = {
  approve: "Approved",
  decline: "Declined",
  cancel: "Cancelled",
};

/**
 * Approves, declines, withdraws, cancels, restarts, pauses or resumes a job.
 * @throws NoSuchJob, IllegalTransition
 */
export async function decide(
  register: Register,
  jobId: JobId,
  decision: Decision,
  who: string,
  why?: string,
  now = Date.now(),
): Promise<Job> {
  return writing(register, async (db) => {
    const before = await jobRow(db, jobId);
    const state = decided(before.state, decision);
    if (decision === "restart") {
      await db
        .updateTable("file")
        .set({ condition: "ok", cause: null })
        .where("job_id", "=", jobId)
        .where(sql<boolean>`"condition" = 'failed'`)
        .execute();
      await db.updateTable("job").set({ failed: 0 }).where("id", "=", jobId).execute();
    }
    await db.updateTable("job").set({ state }).where("id", "=", jobId).execute();
    if (isOpen(state)) {
      const queued = state === "Approved" || state === "Running" ? 1 : 0;
      await db
        .updateTable("file")
        .set({ queued })
        .where("job_id", "=", jobId)
        .where("condition", "=", "ok")
        .where("queued", "!=", queued)
        .execute();
    }
    const about = NEWS[decision];
    if (about && before.kind === "archive") await addNews(db, { jobId, about, who, ...(why ? { why } : {}) }, now);
    await note(db, { who, what: decision, subject: `job ${jobId}`, ...(why ? { why } : {}) }, now);
    await settle(db, jobId, now);
    return jobOf(await jobRow(db, jobId));
  });
}

/** Brings a job's state up to what its files say; one that is over gives back its files, and its images' tags follow. */
export async function settle(db: Transaction<Tables>, jobId: JobId, now: number): Promise<void> {
  const row = await jobRow(db, jobId);
  const state = progressed(row.state, countsOf(row));
  const over = !isOpen(state);
  if (state !== row.state || (over && row.ended_at === null)) {
    await db
      .updateTable("job")
      .set({ state, ended_at: over ? now : null })
      .where("id", "=", jobId)
      .execute();
  }
  if (state !== row.state && (state === "Error" || state === "Finished"))
    await addNews(db, { jobId, about: state, who: "run" }, now);
  if (!over || row.ended_at !== null) return;
  // A token of 0 fences off a worker that still has a file of a cancelled job in hand.
  const free = { job_id: null, queued: 0, claim_token: 0, claim_worker: null, lease_until: 0 };
  await db.updateTable("file").set(free).where("job_id", "=", jobId).execute();
  const images = await db.selectFrom("job_image").select("image_id").where("job_id", "=", jobId).execute();
  await rederiveTags(
    db,
    images.map((image) => image.image_id),
  );
}
