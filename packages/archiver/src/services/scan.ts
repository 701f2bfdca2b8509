import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import type { GroupId, JobId } from "../domain/ids.js";
import type { JobDraft } from "../domain/jobs.js";
import { type Refused, scan } from "../omero/scan.js";
import { createJob } from "../register/jobs.js";
import type { Register } from "../register/register.js";
import { type Exclusive, exclusively } from "./exclusively.js";
import { type FolderSync, syncJobFolders } from "./folders/sync.js";
import { type Told, tellOmero } from "./tell.js";

/** What a scan has found. `jobId` is absent for a dry run, and where there was nothing new to do. */
export interface ScanResult {
  readonly jobs: readonly { readonly jobId?: JobId; readonly draft: JobDraft; readonly refusedFor?: string }[];
  readonly refused: readonly Refused[];
  readonly told?: Told;
  readonly folders?: FolderSync;
}

export interface ScanOptions {
  readonly dryRun?: boolean;
  readonly keepTag?: boolean;
  /** Make jobs although files are missing on the disk. */
  readonly ignoreMissing?: boolean;
  /** Only what is asked for in these groups; absent: in every group. */
  readonly groups?: readonly GroupId[];
}

/** One scan at a time: a second one leaves it to the first. */
export function scanAlone(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  options: ScanOptions = {},
): Promise<Exclusive<ScanResult>> {
  const work = () => scanForJobs(client, register, config, options);
  return options.dryRun ? work().then((done) => ({ done })) : exclusively(register, "scan", work);
}

/** Turns requests in OMERO into jobs that wait for approval. May be repeated: what is a job already is left alone. */
export async function scanForJobs(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  options: ScanOptions = {},
): Promise<ScanResult> {
  const { drafts, refused } = await scan(client, config.places, options.groups);
  const jobs: { jobId?: JobId; draft: JobDraft; refusedFor?: string }[] = [];
  for (const draft of drafts) {
    const missing = draft.files.filter((file) => file.condition.is === "missing");
    if (missing.length > 0 && !options.ignoreMissing) {
      const some = missing
        .slice(0, 3)
        .map((file) => file.path)
        .join(", ");
      jobs.push({
        draft,
        refusedFor: `${missing.length} file(s) are not on the disk (${some}${missing.length > 3 ? ", …" : ""}); is the data directory mounted? With --ignore-missing the job is made without them`,
      });
      continue;
    }
    const created = options.dryRun ? undefined : await createJob(register, draft, "scan");
    jobs.push({ draft, ...(created ? { jobId: created.jobId } : {}) });
  }
  if (options.dryRun) return { jobs, refused };
  const told = await tellOmero(client, register, { keepRequests: options.keepTag ?? false });
  return { jobs, refused, told, folders: await syncJobFolders(client, register, config) };
}
