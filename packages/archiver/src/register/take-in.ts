import type { Transaction } from "kysely";
import { type Evidence, type FileStep, fileKeyText, type VerifiedHow } from "../domain/files.js";
import type { JobId, Person } from "../domain/ids.js";
import type { Decision, DraftFile, DraftImage, JobDraft } from "../domain/jobs.js";
import { note } from "./audit.js";
import { decide, settle } from "./decide.js";
import { conditionColumns, linkToImages, newFileRow } from "./files.js";
import { newImageRow, rederiveTags } from "./images.js";
import { insertAll, keep } from "./insert-all.js";
import { type Placement, placing } from "./job-folders.js";
import { createJob } from "./new-job.js";
import { forgetNews } from "./news.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";
import { writing } from "./transaction.js";

/** A file that was found archived, with what was found of its copy. */
export interface FoundArchived {
  readonly file: DraftFile;
  readonly evidence: Evidence;
}

/** Whatever the disk says of a file: an image whose files are not all archived is not. */
const IN_ORDER = conditionColumns({ is: "ok" });

/**
 * Takes archived files in, with the images that need them. What the register knows already stays as it is.
 * @param others the files of these images that are not archived: an image counts as archived when none is left
 * @param who is to be audited
 */
export async function takeInArchived(
  register: Register,
  images: readonly DraftImage[],
  archived: readonly FoundArchived[],
  others: readonly DraftFile[],
  asker: Person,
  who: string,
  now = Date.now(),
): Promise<void> {
  await writing(register, async (db) => {
    await insertAll(db, "image", images, (image) => newImageRow(image, asker), keep);
    for (const { file, evidence } of archived) {
      const { numInsertedOrUpdatedRows: fresh } = await db
        .insertInto("file")
        .values({
          ...newFileRow(file),
          ...IN_ORDER,
          size: evidence.size ?? 0,
          step: "archived",
          evidence: JSON.stringify(evidence),
          unrecorded: 1,
          ended_at: evidence.copiedAt ?? now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (!fresh) continue;
      const key = fileKeyText(file.key);
      await db
        .insertInto("copy")
        .values({
          file: key,
          store_id: evidence.storeId as string,
          path: evidence.storePath as string,
          sha256: evidence.digests?.sha256 ?? "",
          size: evidence.size ?? 0,
          verified_how: evidence.verifiedHow as VerifiedHow,
          verified_at: evidence.verifiedAt ?? now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await linkToImages(db, [file]);
      await note(
        db,
        { who, what: "found archived", subject: `file ${key}`, why: `SHA-256 ${evidence.digests?.sha256}` },
        now,
      );
    }
    await insertAll(db, "file", others, (file) => ({ ...newFileRow(file), ...IN_ORDER }), keep);
    await linkToImages(db, others);
    await rederiveTags(
      db,
      images.map(({ id }) => id),
    );
  });
}

/** How far a file of a new job is found to be, or why it can't be worked on. */
export interface FoundOpen {
  readonly file: DraftFile;
  readonly step: FileStep;
  readonly evidence: Evidence;
  readonly failed?: string;
}

/** A job as it was left. */
export interface FoundJob {
  readonly draft: JobDraft;
  readonly files: readonly FoundOpen[];
  /** Where its file stands. */
  readonly placement?: Pick<Placement, "name" | "folder">;
  /** What had been decided of it. */
  readonly decision?: Extract<Decision, "approve" | "decline">;
  readonly from: string;
}

/**
 * Takes a job in, whole or not at all: before anybody can work on it, its files are as far as they were found to be.
 * Nothing new in it: no job, undefined.
 */
export async function takeInJob(
  register: Register,
  { draft, files, placement, decision, from }: FoundJob,
  who: string,
  now = Date.now(),
): Promise<JobId | undefined> {
  return writing(register, async (db) => {
    const created = await createJob(db, draft, who, now);
    if (!created) return undefined;
    const { jobId } = created;
    if (placement) await placing(db, { jobId, ...placement });
    if (decision !== "decline") await setFound(db, jobId, files, now);
    if (decision) await decide(db, jobId, decision, who, `it stood in ${from}`, now);
    await forgetNews(db, jobId); // People were told when it happened.
    return jobId;
  });
}

/** Sets how far the files of a job are that nobody has worked on yet; those that can't be worked on have failed. */
async function setFound(
  db: Transaction<Tables>,
  jobId: JobId,
  found: readonly FoundOpen[],
  now: number,
): Promise<void> {
  for (const { file, step, evidence, failed } of found) {
    const condition = failed === undefined ? {} : { condition: "failed" as const, cause: failed, queued: 0 };
    await db
      .updateTable("file")
      .set({ step, evidence: JSON.stringify(evidence), ...condition })
      .where("key", "=", fileKeyText(file.key))
      .where("job_id", "=", jobId)
      .where("step", "=", "online")
      .execute();
    // A copy that stands where ours will is an earlier one of this file, and may be replaced.
    if (evidence.storePath !== undefined && evidence.storeId !== undefined)
      await db
        .insertInto("copy")
        .values({
          file: fileKeyText(file.key),
          store_id: evidence.storeId,
          path: evidence.storePath,
          sha256: "",
          size: file.size,
          verified_how: "",
          verified_at: 0,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  }
  const failures = found.filter(({ failed }) => failed !== undefined).length;
  await db
    .updateTable("job")
    .set((e) => ({ failed: e("failed", "+", failures) }))
    .where("id", "=", jobId)
    .execute();
  await settle(db, jobId, now);
}
