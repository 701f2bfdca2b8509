import { type Selectable, sql, type Transaction } from "kysely";
import { fileKeyText } from "../domain/files.js";
import type { ExperimenterId, GroupId, ImageId, JobId, Person } from "../domain/ids.js";
import type { ArchiveNote, JobCounts } from "../domain/jobs.js";
import {
  type Decision,
  type DraftFile,
  decided,
  isOpen,
  type JobDraft,
  type JobKind,
  type JobState,
  progressed,
} from "../domain/jobs.js";
import type { MailSubject } from "../domain/mail.js";
import { note } from "./audit.js";
import { chunks } from "./chunks.js";
import { linkToImages, newFileRow } from "./files.js";
import { newImageRow, type RegisteredImage, rederiveTags, registeredImage } from "./images.js";
import { insertAll } from "./insert-all.js";
import { addNews } from "./news.js";
import type { Page } from "./page.js";
import type { Register } from "./register.js";
import type { JobTable, Tables } from "./tables.js";
import { writing } from "./transaction.js";

export interface Job {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly asker: Person;
  readonly owner: Person;
  readonly group: { readonly id: GroupId; readonly name: string };
  readonly note: ArchiveNote;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly counts: JobCounts;
  readonly bytes: number;
  readonly bytesDone: number;
}

/** No job has this number. */
export class NoSuchJob extends Error {
  override readonly name = "NoSuchJob";
}

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

/** Jobs, newest first; `states` narrows them. */
export async function listJobs(
  register: Register,
  options: { states?: readonly JobState[]; before?: JobId; limit?: number } = {},
): Promise<Job[]> {
  let query = register
    .selectFrom("job")
    .selectAll()
    .orderBy("id", "desc")
    .limit(options.limit ?? 100);
  if (options.states) query = query.where("state", "in", [...options.states]);
  if (options.before !== undefined) query = query.where("id", "<", options.before);
  return (await query.execute()).map(jobOf);
}

export async function countJobs(register: Register, state: JobState): Promise<number> {
  const { count } = await register
    .selectFrom("job")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("state", "=", state)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** @throws NoSuchJob */
export async function jobById(register: Register, jobId: JobId): Promise<Job> {
  return jobOf(await jobRow(register, jobId));
}

/** The images of a job by id, all of them or a page; `ours` false: another job has it. */
export async function imagesOfJob(
  register: Register,
  jobId: JobId,
  page: Page<ImageId> = {},
): Promise<(RegisteredImage & { readonly ours: boolean })[]> {
  const rows = await register
    .selectFrom((e) => {
      let ids = e.selectFrom("job_image").select(["image_id", "ours"]).where("job_id", "=", jobId).orderBy("image_id");
      if (page.after !== undefined) ids = ids.where("image_id", ">", page.after);
      if (page.limit !== undefined) ids = ids.limit(page.limit);
      return ids.as("page");
    })
    .innerJoin("image", "image.id", "page.image_id")
    .selectAll("image")
    .select("page.ours")
    .orderBy("page.image_id")
    .execute();
  return rows.map((row) => ({ ...registeredImage(row), ours: row.ours === 1 }));
}

/** How many images a job has. */
export async function imagesInJob(register: Register, job: JobId): Promise<number> {
  const { count } = await register
    .selectFrom("job_image")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("job_id", "=", job)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Files and bytes by step over all jobs, for an overview. */
export async function jobTotals(
  register: Register,
): Promise<
  { state: JobState; jobs: number; files: number; done: number; failed: number; bytes: number; bytesDone: number }[]
> {
  const rows = await register
    .selectFrom("job")
    .select([
      "state",
      sql<number>`count(*)`.as("jobs"),
      sql<number>`sum(files)`.as("files"),
      sql<number>`sum(done)`.as("done"),
    ])
    .select([
      sql<number>`sum(failed)`.as("failed"),
      sql<number>`sum(bytes)`.as("bytes"),
      sql<number>`sum(bytes_done)`.as("bytesDone"),
    ])
    .groupBy("state")
    .execute();
  return rows.map((row) => ({
    state: row.state,
    jobs: Number(row.jobs),
    files: Number(row.files),
    done: Number(row.done),
    failed: Number(row.failed),
    bytes: Number(row.bytes),
    bytesDone: Number(row.bytesDone),
  }));
}

/** The names of the groups that jobs were in, by id; the last where one was renamed. */
export async function groupsOfJobs(register: Register): Promise<Map<GroupId, string>> {
  const rows = await register.selectFrom("job").select(["group_id", "group_name"]).orderBy("id").execute();
  return new Map(rows.map((row) => [row.group_id as GroupId, row.group_name]));
}

/** Files and bytes of approved jobs (or of one) that are still to be worked on. */
export async function openWork(register: Register, jobId?: JobId): Promise<{ files: number; bytes: number }> {
  let query = register
    .selectFrom("job")
    .select([
      sql<number>`sum(files - done - failed - passed_over)`.as("files"),
      sql<number>`sum(bytes - bytes_done)`.as("bytes"),
    ])
    .where("state", "in", ["Approved", "Running", "Waiting"]);
  if (jobId !== undefined) query = query.where("id", "=", jobId);
  const row = await query.executeTakeFirst();
  return { files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0) };
}

async function jobRow(db: Register | Transaction<Tables>, jobId: JobId): Promise<Selectable<JobTable>> {
  const row = await db.selectFrom("job").selectAll().where("id", "=", jobId).executeTakeFirst();
  if (!row) throw new NoSuchJob(`there is no job ${jobId}; \`omero-archiver jobs list\` names them`);
  return row;
}

function countsOf(row: Selectable<JobTable>): JobCounts {
  return { files: row.files, done: row.done, failed: row.failed, passedOver: row.passed_over };
}

export function jobOf(row: Selectable<JobTable>): Job {
  return {
    id: row.id as JobId,
    kind: row.kind,
    state: row.state,
    asker: { id: row.asker_id as ExperimenterId, omeName: row.asker_name },
    owner: { id: row.owner_id as ExperimenterId, omeName: row.owner_name },
    group: { id: row.group_id as GroupId, name: row.group_name },
    note: {
      ...(row.expiry === null ? {} : { expiry: row.expiry }),
      ...(row.description === null ? {} : { description: row.description }),
    },
    createdAt: row.created_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    counts: countsOf(row),
    bytes: row.bytes,
    bytesDone: row.bytes_done,
  };
}
