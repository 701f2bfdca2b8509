import type { OmeroClient } from "@omero-archiver/omero";
import type { JobId } from "../../domain/ids.js";
import { mailAddresses } from "../../omero/people.js";
import { type Job, jobById } from "../../register/jobs.js";
import type { Register } from "../../register/register.js";

/** A job, and the mail address of who asked for it, as they have it in OMERO. */
export interface Asked {
  readonly job: Job;
  readonly address?: string;
}

/** Jobs by their numbers. */
export async function askedJobs(
  client: OmeroClient,
  register: Register,
  ids: Iterable<JobId>,
): Promise<ReadonlyMap<JobId, Asked>> {
  const jobs: Job[] = [];
  for (const id of new Set(ids)) jobs.push(await jobById(register, id));
  const addresses = await mailAddresses(
    client,
    jobs.map(({ asker }) => asker.id),
  );
  return new Map(
    jobs.map((job) => {
      const address = addresses.get(job.asker.id);
      return [job.id, { job, ...(address === undefined ? {} : { address }) }];
    }),
  );
}
