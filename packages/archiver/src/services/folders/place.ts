import type { ExperimenterId, JobId } from "../../domain/ids.js";
import { folderOf } from "../../domain/job-folders.js";
import { failurePoint } from "../../engine/failure-points.js";
import { jobFileName } from "../../records/job-file.js";
import { jobsBehind, placed, placementOf, placing } from "../../register/job-folders.js";
import { type Job, jobById } from "../../register/jobs.js";
import type { Register } from "../../register/register.js";
import { jobAsText } from "./job-as-text.js";
import type { JobFolders } from "./job-folders.js";

/**
 * Puts the file of each job that has changed where it belongs, and that of each job in `again`, whatever is there. Where a move
 * is cut off, the next time finds the file in either place.
 * @param addressesOf mail addresses of users, as far as they are known
 * @param leave jobs whose files are left as they are
 * @returns how many were put
 */
export async function placeFiles(
  register: Register,
  disk: JobFolders,
  again: ReadonlySet<JobId>,
  leave: ReadonlySet<JobId>,
  addressesOf: (askers: readonly ExperimenterId[]) => Promise<ReadonlyMap<ExperimenterId, string>>,
): Promise<number> {
  let count = 0;
  const put = async (jobs: readonly Job[]) => {
    const ours = jobs.filter(({ id }) => !leave.has(id));
    const addresses = await addressesOf(ours.map(({ asker }) => asker.id));
    for (const job of ours) await place(register, disk, job, addresses.get(job.asker.id));
    count += ours.length;
  };
  const done = new Set<JobId>();
  for (let after = 0; ; ) {
    const jobs = await jobsBehind(register, { after, limit: 100 });
    if (jobs.length === 0) break;
    await put(jobs);
    for (const { id } of jobs) done.add(id);
    after = jobs.at(-1)?.id ?? after;
  }
  const others: Job[] = [];
  for (const id of again) if (!done.has(id)) others.push(await jobById(register, id));
  await put(others);
  return count;
}

async function place(register: Register, disk: JobFolders, job: Job, email?: string): Promise<void> {
  const folder = folderOf(job.state);
  const known = await placementOf(register, job.id);
  const name = known?.name ?? jobFileName(job.createdAt, job.id);
  const at = known && disk.where(name).find((place) => place !== folder);
  await placing(register, { jobId: job.id, name, folder, ...(at ? { comingFrom: at } : {}) });
  failurePoint("folders: noted");
  if (at) disk.move(at, name, folder);
  failurePoint("folders: moved");
  await disk.write(folder, name, jobAsText(register, job, email));
  await placed(register, job);
}
