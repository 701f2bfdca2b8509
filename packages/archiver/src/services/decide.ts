import type { OmeroClient } from "@omero-archiver/omero";
import type { JobId } from "../domain/ids.js";
import type { Decision } from "../domain/jobs.js";
import { decide, type Job } from "../register/jobs.js";
import type { Register } from "../register/register.js";
import { type Told, tellOmero } from "./tell.js";

/** The user may not decide on jobs. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed";
}

/**
 * An administrator's decision on jobs, with the name it is audited under; OMERO is told in the end.
 * @throws NotAllowed, NoSuchJob, IllegalTransition
 */
export async function decideOnJobs(
  client: OmeroClient,
  register: Register,
  jobs: readonly JobId[],
  decision: Decision,
  why?: string,
): Promise<{ jobs: Job[]; told: Told }> {
  const me = await client.whoAmI();
  if (!me.isAdmin)
    throw new NotAllowed(`${me.userName} is no administrator of OMERO: only administrators decide on jobs`);
  const decided: Job[] = [];
  for (const jobId of jobs) decided.push(await decide(register, jobId, decision, me.userName, why));
  return { jobs: decided, told: await tellOmero(client, register) };
}
