import type { RegisteredFile } from "../register/files.js";
import type { RegisteredImage } from "../register/images.js";
import type { Job } from "../register/jobs.js";
import type { FileStatus, JobFile, JobFileFile, JobFileImage, JobFileInfo } from "./job-file.js";
import { timeInC } from "./wording.js";

/** A job of the register as a job file. @param email the asker's, where it is known */
export function jobAsFile(
  job: Job,
  images: readonly (RegisteredImage & { readonly ours: boolean })[],
  files: readonly RegisteredFile[],
  email?: string,
): JobFile {
  const causes = files.flatMap(({ path, condition }) =>
    condition.is === "failed" ? [`${path}: ${condition.cause}`] : [],
  );
  return {
    info: infoOf(job, causes.slice(0, 10), email),
    images: images.map(imageOf),
    files: files.map((file) => fileOf(job, file)),
  };
}

/** @param causes why files have failed */
export function infoOf(job: Job, causes: readonly string[], email?: string): JobFileInfo {
  const { expiry, description } = job.note;
  return {
    job: job.id,
    userId: job.owner.id,
    omeName: job.owner.omeName,
    groupId: job.group.id,
    askerId: job.asker.id,
    askerName: job.asker.omeName,
    ...(email === undefined ? {} : { email }),
    created: Math.floor(job.createdAt / 1000) * 1000,
    status: job.state,
    notes: new Map([
      ...(expiry === undefined ? [] : [["expiry", expiry] as const]),
      ...(description === undefined ? [] : [["description", description] as const]),
    ]),
    totalBytes: job.bytes,
    ...(causes.length === 0 ? {} : { error: causes.join("\n") }),
    ...(job.endedAt === undefined ? {} : { complete: timeInC(job.endedAt) }),
  };
}

export function imageOf(image: RegisteredImage & { readonly ours: boolean }): JobFileImage {
  const { id, name, project, dataset, ours } = image;
  return { id, label: `/${project ?? ""}/${dataset ?? ""}/${name}`, ours };
}

export function fileOf(job: Job, file: RegisteredFile): JobFileFile {
  return { path: file.path, status: statusOf(job, file) };
}

function statusOf({ state }: Job, { step, condition }: RegisteredFile): FileStatus {
  if (step === "archived") return "Finished";
  if (condition.is === "failed") return "Error";
  if (condition.is !== "ok") return "Ignore";
  if (state === "New") return "New";
  return state === "Declined" || state === "Withdrawn" || state === "Cancelled" ? "Declined" : "Running";
}
