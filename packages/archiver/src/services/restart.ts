import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import { fileKeyText } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import { failedFilesOfJob } from "../register/files.js";
import { type Job, listJobs } from "../register/jobs.js";
import type { Register } from "../register/register.js";
import { type Decided, decideOnJobs } from "./decide.js";

/** Why a file of a job had failed. */
export interface Cause {
  readonly job: JobId;
  readonly file: string;
  readonly path: string;
  readonly cause: string;
}

/**
 * Lets the failed files of jobs in Error be tried again.
 * @returns what they had failed of
 * @throws NotAllowed, NoSuchJob, IllegalTransition
 */
export async function restartJobs(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  jobs: readonly JobId[] | "all",
  why?: string,
): Promise<Decided & { causes: Cause[] }> {
  const ids = jobs === "all" ? await jobsInError(register) : jobs;
  const causes: Cause[] = [];
  for (const job of ids)
    for (const { key, path, condition } of await failedFilesOfJob(register, job))
      if (condition.is === "failed") causes.push({ job, file: fileKeyText(key), path, cause: condition.cause });
  return { ...(await decideOnJobs(client, register, config, ids, "restart", why)), causes };
}

async function jobsInError(register: Register): Promise<JobId[]> {
  const ids: JobId[] = [];
  for (let page: Job[] = []; ; ) {
    const before = page.at(-1)?.id;
    page = await listJobs(register, { states: ["Error"], ...(before === undefined ? {} : { before }) });
    if (page.length === 0) return ids;
    ids.push(...page.map(({ id }) => id));
  }
}
