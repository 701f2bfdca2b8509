import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import type { JobId } from "../domain/ids.js";
import type { Decision } from "../domain/jobs.js";
import { decide } from "../register/decide.js";
import type { Job } from "../register/jobs.js";
import type { Register } from "../register/register.js";
import { checkIsAdmin } from "./administrator.js";
import { type FolderSync, joined, syncJobFolders } from "./folders/sync.js";
import { mailNews } from "./mail/mail-news.js";
import type { Mailed } from "./mail/send.js";
import { checkPilot } from "./pilot.js";
import { type Told, tellOmero } from "./tell.js";

/** Jobs as they are after a decision, and who was told of it. */
export interface Decided {
  readonly jobs: Job[];
  readonly told: Told;
  readonly folders: FolderSync;
  readonly mailed?: Mailed;
}

/**
 * An administrator's decision on jobs, with the name it is audited under; OMERO is told in the end.
 * @throws NotAllowed, NoSuchJob, IllegalTransition
 */
export async function decideOnJobs(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  jobs: readonly JobId[],
  decision: Decision,
  why?: string,
): Promise<Decided> {
  const who = await checkIsAdmin(client, "decide on jobs");
  // What was decided in the folders before comes first.
  const before = await syncJobFolders(client, register, config);
  if (decision === "approve") await checkPilot(register, jobs);
  const decided: Job[] = [];
  for (const jobId of jobs) decided.push(await decide(register, jobId, decision, who, why));
  const told = await tellOmero(client, register);
  const after = await syncJobFolders(client, register, config);
  const mailed = await mailNews(client, register, config);
  return { jobs: decided, told, folders: joined(before, after), ...(mailed ? { mailed } : {}) };
}
