import { type Selectable, sql, type Transaction } from "kysely";
import type { ExperimenterId, GroupId, ImageId, JobId, Person } from "../domain/ids.js";
import type { ArchiveNote, JobCounts, JobKind, JobState } from "../domain/jobs.js";
import { type RegisteredImage, registeredImage } from "./images.js";
import type { Page } from "./page.js";
import type { Register } from "./register.js";
import type { JobTable, Tables } from "./tables.js";

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

/** A job's row. @throws NoSuchJob */
export async function jobRow(db: Register | Transaction<Tables>, jobId: JobId): Promise<Selectable<JobTable>> {
  const row = await db.selectFrom("job").selectAll().where("id", "=", jobId).executeTakeFirst();
  if (!row) throw new NoSuchJob(`there is no job ${jobId}; \`omero-archiver jobs list\` names them`);
  return row;
}

export function countsOf(row: Selectable<JobTable>): JobCounts {
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
