import { readFileSync } from "node:fs";
import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../../config/configuration.js";
import { UnsafeFolder } from "../../disk/folders.js";
import type { JobId } from "../../domain/ids.js";
import { type JobFolder, meaningOf } from "../../domain/job-folders.js";
import { type Decision, IllegalTransition } from "../../domain/jobs.js";
import { lineIsLost } from "../../omero/in-halves.js";
import { mailAddresses } from "../../omero/people.js";
import { UnreadableRecord } from "../../records/ini.js";
import { parseJobFile } from "../../records/job-file.js";
import { decide } from "../../register/decide.js";
import { openPlacements, type Placement, placementOf, placementsNamed } from "../../register/job-folders.js";
import { jobById } from "../../register/jobs.js";
import type { Register } from "../../register/register.js";
import { NotAllowed } from "../administrator.js";
import { exclusively } from "../exclusively.js";
import { checkPilot } from "../pilot.js";
import { writeRegisters } from "../records.js";
import { tellOmero } from "../tell.js";
import { checkOwners, checkSays, NotTheJob } from "./check.js";
import { JobFolders } from "./job-folders.js";
import { placeFiles } from "./place.js";

/** What was found in the folders of job files. */
export interface FolderSync {
  readonly decided: readonly { readonly job: JobId; readonly decision: Decision }[];
  /** What was found that decides nothing, and what became of it. */
  readonly complaints: readonly string[];
}

/** What two looks at the folders came to together. */
export function joined(first: FolderSync, second: FolderSync): FolderSync {
  return {
    decided: [...first.decided, ...second.decided],
    complaints: [...new Set([...first.complaints, ...second.complaints])],
  };
}

const NOTHING: FolderSync = { decided: [], complaints: [] };
/** Folders from which a job may be decided on, or should be; in Finished people may do as they like. */
const WATCHED = ["New", "Approved", "Declined", "Running", "Error"] as const;
/** Strange files of a folder that are named one by one. */
const NAMED = 20;

/**
 * Makes the folders of job files and the register agree: a file that somebody has moved decides on its job, and each job's file
 * is put where its job is. Any number of times; one process at a time, another leaves it to that.
 */
export async function syncJobFolders(
  client: OmeroClient,
  register: Register,
  config: Configuration,
): Promise<FolderSync> {
  const { jobs } = config;
  if (jobs === false) return NOTHING;
  try {
    const synced = await exclusively(register, "folders", async () => {
      const disk = new JobFolders(jobs);
      try {
        return await new Sync(client, register, config.archiveDir, disk).work();
      } finally {
        disk.close();
      }
    });
    return "done" in synced ? synced.done : NOTHING;
  } catch (error) {
    if (lineIsLost(error))
      return {
        ...NOTHING,
        complaints: [
          `the job folders in ${jobs} could not be brought up to date, and are the next time: ${(error as Error).message}`,
        ],
      };
    if (!(error instanceof UnsafeFolder) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return {
      ...NOTHING,
      complaints: [
        `the job folders in ${jobs} could not be brought up to date: ${(error as Error).message} (where there are to be none, set jobs: false)`,
      ],
    };
  }
}

class Sync {
  private readonly decided: { job: JobId; decision: Decision }[] = [];
  private readonly complaints: string[] = [];
  /** Said beside a file, once it is where it belongs. */
  private readonly said: { job?: JobId; folder: JobFolder; name: string; text: string }[] = [];
  /** Jobs whose files are written again, and those whose files are left alone. */
  private readonly again = new Set<JobId>();
  private readonly leave = new Set<JobId>();

  constructor(
    private readonly client: OmeroClient,
    private readonly register: Register,
    private readonly archiveDir: string,
    private readonly disk: JobFolders,
  ) {}

  async work(): Promise<FolderSync> {
    const openToAll = this.disk.openToAll();
    if (openToAll.length > 0)
      this.complaints.push(
        `everybody may write to the job folder(s) ${openToAll.join(", ")}, so nothing that stands there decides on a job: chmod o-w`,
      );
    else await this.readFolders();
    if (this.decided.length > 0) await tellOmero(this.client, this.register);
    const count = await placeFiles(this.register, this.disk, this.again, this.leave, (askers) =>
      mailAddresses(this.client, askers),
    );
    if (count > 0) await writeRegisters(this.register, this.archiveDir);
    this.disk.clearMessages();
    for (const { job, folder, name, text } of this.said) {
      const now = job === undefined ? undefined : await placementOf(this.register, job);
      await this.disk.say(now && !this.leave.has(now.jobId) ? now.folder : folder, now?.name ?? name, text);
    }
    return { decided: this.decided, complaints: this.complaints };
  }

  private async readFolders(): Promise<void> {
    const seen = new Map<string, JobFolder[]>();
    for (const folder of WATCHED)
      for (const name of this.disk.names(folder)) seen.set(name, [...(seen.get(name) ?? []), folder]);
    const expected = new Map((await openPlacements(this.register)).map((placement) => [placement.name, placement]));
    const unexpected = [...seen.keys()].filter((name) => !expected.has(name));
    for (const placement of await placementsNamed(this.register, unexpected)) expected.set(placement.name, placement);
    await this.adoptRenamed(seen, expected);
    for (const placement of expected.values()) await this.look(placement, seen.get(placement.name) ?? []);
  }

  /** Files whose names are no job's: a job's own file under another name, a copy of one, or none of ours at all. */
  private async adoptRenamed(seen: Map<string, JobFolder[]>, expected: Map<string, Placement>): Promise<void> {
    const strange = new Map<JobFolder, number>();
    for (const [name, folders] of [...seen]) {
      if (expected.has(name)) continue;
      for (const folder of folders) {
        const count = (strange.get(folder) ?? 0) + 1;
        strange.set(folder, count);
        if (count > NAMED) continue;
        const { placement, why } = await this.whose(folder, name);
        const missing = placement && this.disk.where(placement.name).length === 0;
        if (placement && missing && folders.length === 1) {
          this.disk.move(folder, name, folder, placement.name);
          seen.set(placement.name, [folder]);
          expected.set(placement.name, placement);
        } else {
          const what = placement ? `it is a copy of job ${placement.jobId}'s file ${placement.name}` : why;
          this.complain(folder, name, `${what}; it decides nothing, and is left as it is`);
        }
      }
    }
    for (const [folder, count] of strange)
      if (count > NAMED) this.complaints.push(`Job/${folder}: ${count} files are none of the archiver's jobs`);
  }

  private async whose(folder: JobFolder, name: string): Promise<{ placement?: Placement; why: string }> {
    try {
      const { info } = parseJobFile(this.disk.read(folder, name).text);
      if (info.job === undefined)
        return { why: "it is a job file of the prototype's: `omero-archiver register import-prototype` takes it over" };
      const placement = await placementOf(this.register, info.job as JobId);
      return { ...(placement ? { placement } : {}), why: `it names job ${info.job}, which the register does not know` };
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      return { why: `it is no job file: ${error.message}` };
    }
  }

  private async look(placement: Placement, seen: readonly JobFolder[]): Promise<void> {
    // Somebody may move it while the folders are read.
    const folders = seen.length === 1 ? seen : this.disk.where(placement.name);
    const { jobId, name, folder: last, comingFrom } = placement;
    const [at, ...others] = folders;
    if (at === undefined) {
      this.again.add(jobId);
      // Where one was being put when that was cut off, there may be none yet.
      if (last !== "Finished" && comingFrom === undefined)
        this.complain(last, name, `it was deleted, which decides nothing: job ${jobId} has its file again`, jobId);
    } else if (others.length > 0) {
      this.leave.add(jobId);
      for (const folder of folders)
        this.complain(
          folder,
          name,
          `job ${jobId}'s file stands in ${folders.join(" and ")}: which is meant? Nothing is decided until only one is left`,
        );
    } else if (at !== last && at !== comingFrom) {
      await this.moved(placement, at);
    }
  }

  /** A file was moved: a decision, if it can be one. */
  private async moved({ jobId, name }: Placement, to: JobFolder): Promise<void> {
    const job = await jobById(this.register, jobId);
    const meaning = meaningOf(to, job.state);
    // Whatever comes of it: the file goes where its job is.
    this.again.add(jobId);
    if (meaning === "agreed") return;
    try {
      if (meaning === undefined) throw new NotTheJob(`job ${jobId} is ${job.state}, and can't be put into ${to}`);
      const { text, uid } = this.disk.read(to, name);
      if (meaning === "approve") {
        await checkPilot(this.register, [jobId]);
        await checkSays(this.register, job, text);
        await checkOwners(this.client, this.register, job);
      }
      await decide(this.register, jobId, meaning, `job folder (file of ${userOf(uid)})`, `its file was moved to ${to}`);
      this.decided.push({ job: jobId, decision: meaning });
    } catch (error) {
      if (
        !(
          error instanceof NotTheJob ||
          error instanceof UnreadableRecord ||
          error instanceof NotAllowed ||
          error instanceof IllegalTransition
        )
      )
        throw error;
      this.complain(to, name, `${error.message}. Nothing was decided, and the file is put back`, jobId);
    }
  }

  private complain(folder: JobFolder, name: string, text: string, job?: JobId): void {
    // A name in a folder may hold anything: it must not steer a terminal.
    this.complaints.push(`Job/${folder}/${name.replace(/\p{Cc}/gu, "?")}: ${text}`);
    this.said.push({ folder, name, text, ...(job === undefined ? {} : { job }) });
  }
}

/** `omero, uid 1000`, as far as this machine's own list of users knows. */
function userOf(uid: number): string {
  const known = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.split(":")[2] === String(uid));
  return known ? `${known.split(":")[0]}, uid ${uid}` : `uid ${uid}`;
}
