import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import type { GroupId, ImageId, JobId } from "../domain/ids.js";
import type { JobDraft } from "../domain/jobs.js";
import { type Refused, scan } from "../omero/scan.js";
import { createJob } from "../register/new-job.js";
import { pilotOf } from "../register/pilot.js";
import type { Register } from "../register/register.js";
import { type Exclusive, exclusively } from "./exclusively.js";
import { type FolderSync, syncJobFolders } from "./folders/sync.js";
import { mailNews } from "./mail/mail-news.js";
import type { Mailed } from "./mail/send.js";
import { PILOT } from "./pilot.js";
import { type Told, tellOmero } from "./tell.js";

/** A job that a scan has made, or would make: `jobId` is absent for a dry run, and where there was nothing new to do. */
export interface ScannedJob extends Pick<JobDraft, "asker" | "owner" | "group" | "note"> {
  readonly jobId?: JobId;
  readonly refusedFor?: string;
  readonly images: readonly ImageId[];
  readonly files: number;
  /** Of the files that are to be worked on. */
  readonly bytes: number;
}

/** What a scan has found. */
export interface ScanResult {
  readonly jobs: readonly ScannedJob[];
  readonly refused: readonly Refused[];
  readonly told?: Told;
  readonly folders?: FolderSync;
  readonly mailed?: Mailed;
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
  const jobs: ScannedJob[] = [];
  const refused: Refused[] = [];
  const bounds = {
    ...(options.groups ? { groups: options.groups } : {}),
    ...((await pilotOf(register)) ? { imagesInJob: PILOT.images } : {}),
  };
  for await (const found of scan(client, config.places, bounds)) {
    refused.push(...found.refused);
    for (const draft of found.drafts) jobs.push(await jobOf(register, draft, options));
  }
  if (options.dryRun) return { jobs, refused };
  const told = await tellOmero(client, register, { keepRequests: options.keepTag ?? false });
  const folders = await syncJobFolders(client, register, config);
  const mailed = await mailNews(client, register, config);
  return { jobs, refused, told, folders, ...(mailed ? { mailed } : {}) };
}

async function jobOf(register: Register, draft: JobDraft, options: ScanOptions): Promise<ScannedJob> {
  const { asker, owner, group, note, images, files } = draft;
  const missing = files.filter((file) => file.condition.is === "missing");
  const known = {
    ...{ asker, owner, group, note },
    images: images.map(({ id }) => id),
    files: files.length,
    bytes: files.reduce((sum, file) => sum + (file.condition.is === "ok" ? file.size : 0), 0),
  };
  if (missing.length > 0 && !options.ignoreMissing) {
    const some = missing
      .slice(0, 3)
      .map((file) => file.path)
      .join(", ");
    return {
      ...known,
      refusedFor: `${missing.length} file(s) are not on the disk (${some}${missing.length > 3 ? ", …" : ""}); is the data directory mounted? With --ignore-missing the job is made without them`,
    };
  }
  const created = options.dryRun ? undefined : await createJob(register, draft, "scan");
  return { ...known, ...(created ? { jobId: created.jobId } : {}) };
}
