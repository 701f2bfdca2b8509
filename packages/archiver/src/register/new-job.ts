import { sql, type Transaction } from "kysely";
import { fileKeyText } from "../domain/files.js";
import type { ImageId, JobId } from "../domain/ids.js";
import type { DraftFile, JobDraft } from "../domain/jobs.js";
import { note } from "./audit.js";
import { chunks } from "./chunks.js";
import { linkToImages, newFileRow } from "./files.js";
import { newImageRow, rederiveTags } from "./images.js";
import { insertAll } from "./insert-all.js";
import { addNews } from "./news.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";
import { writing } from "./transaction.js";

/** What a new job came to. */
export interface Created {
  readonly jobId: JobId;
  /** Images that another open job has, or whose files are all archived already. */
  readonly notOurs: readonly ImageId[];
}

/**
 * Takes a job in, in one transaction. A file belongs to one open job at a time: what another job holds, or what is archived
 * already, is listed and not taken again. Nothing new: no job, undefined.
 */
export async function createJob(
  register: Register,
  draft: JobDraft,
  who: string,
  now = Date.now(),
): Promise<Created | undefined> {
  return writing(register, async (db) => {
    const held = await heldElsewhere(db, draft);
    const notOurs = draft.images.map((image) => image.id).filter((id) => held.images.has(id));
    const taken = draft.files.filter((file) => !held.files.has(fileKeyText(file.key)));
    if (notOurs.length === draft.images.length) return undefined;
    const workable = taken.filter((file) => file.condition.is === "ok");
    const { id } = await db
      .insertInto("job")
      .values({
        kind: draft.kind,
        state: "New",
        asker_id: draft.asker.id,
        asker_name: draft.asker.omeName,
        owner_id: draft.owner.id,
        owner_name: draft.owner.omeName,
        group_id: draft.group.id,
        group_name: draft.group.name,
        expiry: draft.note.expiry ?? null,
        description: draft.note.description ?? null,
        created_at: now,
        ended_at: null,
        files: draft.files.length,
        done: 0,
        failed: 0,
        passed_over: draft.files.length - workable.length,
        bytes: workable.reduce((sum, file) => sum + file.size, 0),
        bytes_done: 0,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const jobId = id as JobId;
    await insertImages(db, jobId, draft, held.images);
    await insertFiles(db, jobId, draft.files, held.files);
    await rederiveTags(
      db,
      draft.images.map((image) => image.id),
    );
    if (draft.kind === "archive") await addNews(db, { jobId, about: "New", who }, now);
    await note(db, { who, what: `${draft.kind} asked by ${draft.asker.omeName}`, subject: `job ${jobId}` }, now);
    return { jobId, notOurs };
  });
}

/** What of a draft is not to be taken: files held by open jobs or archived, and the images that thereby have nothing left. */
async function heldElsewhere(
  db: Transaction<Tables>,
  draft: JobDraft,
): Promise<{ files: Set<string>; images: Set<number> }> {
  const nothingToDo = draft.kind === "archive" ? "archived" : "online";
  const files = new Set<string>();
  for (const chunk of chunks(draft.files.map((file) => fileKeyText(file.key)))) {
    const rows = await db
      .selectFrom("file")
      .select("key")
      .where("key", "in", chunk)
      .where((e) => e.or([e("job_id", "is not", null), e("step", "=", nothingToDo)]))
      .execute();
    for (const { key } of rows) files.add(key);
  }
  const left = new Set(
    draft.files.filter((file) => !files.has(fileKeyText(file.key))).flatMap((file) => [...file.images]),
  );
  const images = new Set<number>();
  for (const { id } of draft.images) if (!left.has(id)) images.add(id);
  return { files, images };
}

async function insertImages(
  db: Transaction<Tables>,
  jobId: JobId,
  draft: JobDraft,
  notOurs: ReadonlySet<number>,
): Promise<void> {
  await insertAll(
    db,
    "image",
    draft.images,
    (image) => newImageRow(image, draft.asker),
    (conflict) =>
      conflict.column("id").doUpdateSet((e) => ({
        name: e.ref("excluded.name"),
        project: e.ref("excluded.project"),
        dataset: e.ref("excluded.dataset"),
        owner_id: e.ref("excluded.owner_id"),
        owner_name: e.ref("excluded.owner_name"),
        group_id: e.ref("excluded.group_id"),
      })),
  );
  await insertAll(db, "job_image", draft.images, ({ id }) => ({
    job_id: jobId,
    image_id: id,
    ours: notOurs.has(id) ? 0 : 1,
  }));
}

async function insertFiles(
  db: Transaction<Tables>,
  jobId: JobId,
  files: readonly DraftFile[],
  held: ReadonlySet<string>,
): Promise<void> {
  const taken = files.filter((file) => !held.has(fileKeyText(file.key)));
  await insertAll(
    db,
    "file",
    taken,
    (file) => ({ ...newFileRow(file), job_id: jobId }),
    (conflict) =>
      conflict.column("key").doUpdateSet((e) => ({
        path: e.ref("excluded.path"),
        size: e.ref("excluded.size"),
        recorded_algorithm: e.ref("excluded.recorded_algorithm"),
        recorded_digest: e.ref("excluded.recorded_digest"),
        condition: e.ref("excluded.condition"),
        cause: e.ref("excluded.cause"),
        job_id: e.ref("excluded.job_id"),
        evidence: sql<string>`case when file.step = 'online' then '{}' else file.evidence end`,
      })),
  );
  await insertAll(db, "job_file", files, (file) => ({ job_id: jobId, file: fileKeyText(file.key) }));
  await linkToImages(db, files);
}
