import type { RegisteredFile } from "../register/files.js";
import type { RegisteredImage } from "../register/images.js";
import type { Job } from "../register/jobs.js";
import type { FileStatus, JobFile } from "./job-file.js";

/** A job of the register as a job file. @param email the asker's, where it is known */
export function jobAsFile(
  job: Job,
  images: readonly (RegisteredImage & { readonly ours: boolean })[],
  files: readonly RegisteredFile[],
  email?: string,
): JobFile {
  const { expiry, description } = job.note;
  const causes = files.flatMap(({ path, condition }) =>
    condition.is === "failed" ? [`${path}: ${condition.cause}`] : [],
  );
  return {
    info: {
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
      ...(causes.length === 0 ? {} : { error: causes.slice(0, 10).join("\n") }),
    },
    images: images.map(({ id, name, project, dataset, ours }) => ({
      id,
      label: `/${project ?? ""}/${dataset ?? ""}/${name}`,
      ours,
    })),
    files: files.map((file) => ({ path: file.path, status: statusOf(job, file) })),
  };
}

function statusOf({ state }: Job, { step, condition }: RegisteredFile): FileStatus {
  if (step === "archived") return "Finished";
  if (condition.is === "failed") return "Error";
  if (condition.is !== "ok") return "Ignore";
  if (state === "New") return "New";
  return state === "Declined" || state === "Withdrawn" || state === "Cancelled" ? "Declined" : "Running";
}
