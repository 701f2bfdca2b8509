import type { Selectable } from "kysely";
import type { JobId } from "../domain/ids.js";
import type { JobFolder } from "../domain/job-folders.js";
import { chunks } from "./chunks.js";
import { type Job, jobOf } from "./jobs.js";
import type { Register } from "./register.js";
import type { JobFolderTable } from "./tables.js";

/** Where a job's file was last put. */
export interface Placement {
  readonly jobId: JobId;
  readonly name: string;
  readonly folder: JobFolder;
  /** Where it was before: its move may have been cut off. */
  readonly comingFrom?: JobFolder;
}

/** The files that should be in folders where something is still to be decided or done. */
export async function openPlacements(register: Register): Promise<Placement[]> {
  const rows = await register
    .selectFrom("job_folder")
    .selectAll()
    .where((e) => e.or([e("folder", "!=", "Finished"), e("coming_from", "is not", null)]))
    .execute();
  return rows.map(placement);
}

export async function placementsNamed(register: Register, names: readonly string[]): Promise<Placement[]> {
  const found: Placement[] = [];
  for (const chunk of chunks(names))
    found.push(
      ...(await register.selectFrom("job_folder").selectAll().where("name", "in", chunk).execute()).map(placement),
    );
  return found;
}

export async function placementOf(register: Register, jobId: JobId): Promise<Placement | undefined> {
  const row = await register.selectFrom("job_folder").selectAll().where("job_id", "=", jobId).executeTakeFirst();
  return row && placement(row);
}

/** Jobs whose files are not what the jobs are now, by number; restores have no files. */
export async function jobsBehind(
  register: Register,
  { after, limit }: { after: number; limit: number },
): Promise<Job[]> {
  const rows = await register
    .selectFrom("job")
    .leftJoin("job_folder", "job_folder.job_id", "job.id")
    .selectAll("job")
    .where("job.kind", "=", "archive")
    .where("job.id", ">", after)
    .where((e) =>
      e.or([
        e("job_folder.job_id", "is", null),
        e("job_folder.coming_from", "is not", null),
        e("job_folder.state", "!=", e.ref("job.state")),
        e("job_folder.done", "!=", e.ref("job.done")),
        e("job_folder.failed", "!=", e.ref("job.failed")),
        e("job_folder.passed_over", "!=", e.ref("job.passed_over")),
      ]),
    )
    .orderBy("job.id")
    .limit(limit)
    .execute();
  return rows.map(jobOf);
}

/** Notes where a job's file is about to be put, before anything is moved. */
export async function placing(register: Register, { jobId, name, folder, comingFrom }: Placement): Promise<void> {
  const to = { name, folder, coming_from: comingFrom ?? folder };
  await register
    .insertInto("job_folder")
    .values({ job_id: jobId, ...to, state: "New", done: -1, failed: -1, passed_over: -1 })
    .onConflict((conflict) => conflict.column("job_id").doUpdateSet(to))
    .execute();
}

/** A job's file is where it belongs, and says what the job was like. */
export async function placed(register: Register, { id, state, counts }: Job): Promise<void> {
  const { done, failed, passedOver } = counts;
  await register
    .updateTable("job_folder")
    .set({ coming_from: null, state, done, failed, passed_over: passedOver })
    .where("job_id", "=", id)
    .execute();
}

function placement(row: Selectable<JobFolderTable>): Placement {
  return {
    jobId: row.job_id as JobId,
    name: row.name,
    folder: row.folder as JobFolder,
    ...(row.coming_from === null ? {} : { comingFrom: row.coming_from as JobFolder }),
  };
}
