import { type Evidence, type FileStep, fileKeyText, type VerifiedHow } from "../domain/files.js";
import type { JobId, Person } from "../domain/ids.js";
import type { DraftFile, DraftImage } from "../domain/jobs.js";
import { note } from "./audit.js";
import { chunks } from "./chunks.js";
import { conditionColumns, linkToImages, newFileRow } from "./files.js";
import { newImageRow, rederiveTags } from "./images.js";
import { settle } from "./jobs.js";
import type { Register } from "./register.js";

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
  await register.transaction().execute(async (db) => {
    for (const chunk of chunks(images))
      await db
        .insertInto("image")
        .values(chunk.map((image) => newImageRow(image, asker)))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
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
    for (const chunk of chunks(others))
      await db
        .insertInto("file")
        .values(chunk.map((file) => ({ ...newFileRow(file), ...IN_ORDER })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
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

/** Sets how far the files of a job are that nobody has worked on yet; those that can't be worked on have failed. */
export async function setFound(
  register: Register,
  jobId: JobId,
  found: readonly FoundOpen[],
  now = Date.now(),
): Promise<void> {
  await register.transaction().execute(async (db) => {
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
  });
}
