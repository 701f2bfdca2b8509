import type { JobKind } from "../domain/jobs.js";
import type { MailSubject } from "../domain/mail.js";
import { sizeInWords, timeInC } from "../records/wording.js";
import type { Job } from "../register/jobs.js";
import type { News } from "../register/news.js";

/** Jobs, and causes of failure, that one mail names. */
export const NAMED = { jobs: 100, causes: 10 } as const;

/** The prototype's subjects, so that people's mail rules go on working; Cancelled, and Restore, are new. */
export function subjectOf(kind: JobKind, about: MailSubject): string {
  return `[OMERO Job] ${kind === "archive" ? "Archive" : "Restore"} Job : ${about}`;
}

/** All jobs that wait for approval, for administrators. @param count of them; `jobs` may be fewer @param folder of job files */
export function newJobsText(jobs: readonly Job[], count: number, folder: string | undefined): string {
  return text([
    count === 1 ? "One job waits for approval:" : `${count} jobs wait for approval:`,
    "",
    ...jobs.map(
      (job) =>
        `Job ${job.id}: asked for by ${job.asker.omeName} on ${timeInC(job.createdAt)}, ${imagesOf(job)}: ${job.counts.files} file(s), ${sizeInWords(job.bytes)}`,
    ),
    ...(count > jobs.length ? [`… and ${count - jobs.length} more`] : []),
    "",
    "To look at one:  omero-archiver jobs show NUMBER",
    "To decide:       omero-archiver jobs approve NUMBER, or jobs decline NUMBER --reason TEXT",
    ...(folder === undefined ? [] : [`or move its file from ${folder}/New to Approved or Declined.`]),
  ]);
}

/** What has happened to a job. @param causes why files have failed */
export function newsText(job: Job, { about, who, why }: News, causes: readonly string[]): string {
  const { expiry, description } = job.note;
  return text([
    happened(job, about, who),
    ...(why === undefined ? [] : [`Reason: ${why}`]),
    "",
    `Asked for by: ${job.asker.omeName}, on ${timeInC(job.createdAt)}`,
    `Images: ${imagesOf(job)}`,
    `Files: ${job.counts.files}, ${sizeInWords(job.bytes)}`,
    ...(expiry === undefined ? [] : [`Expiry: ${expiry}`]),
    ...(description === undefined ? [] : [`Description: ${description}`]),
    ...(causes.length === 0 ? [] : ["", "What has failed:", ...causes]),
    ...(about === "Error"
      ? ["", `When the cause is gone:  omero-archiver jobs restart ${job.id}  (or jobs cancel ${job.id})`]
      : []),
  ]);
}

export const TEST = {
  subject: "[OMERO Job] Test",
  text: text(["This is a test mail of the OMERO archiver. If you can read it, its mail is set up."]),
} as const;

/** A report of what users or groups use, as a table; the same is attached for a spreadsheet. */
export function usageMail(table: string, csv: string) {
  return {
    subject: "[OMERO Job] Report of usage",
    text: text(["Bytes that are used in OMERO:", "", table]),
    attachment: { name: "report.csv", text: csv },
  };
}

/** Stands at the end of a mail whose job file would be too large. */
export const TOO_LARGE = "\nThe job file is too large to be attached.\n";

function happened({ id, kind, counts }: Job, about: MailSubject, who: string): string {
  const what = kind === "archive" ? "to archive images" : "to restore images";
  const job = `Job ${id}, ${what},`;
  switch (about) {
    case "New":
      return `${job} waits for approval.`;
    case "Approved":
      return `${job} was approved by ${who}. Its files will be archived.`;
    case "Declined":
      return `${job} was declined by ${who}. Its images stay where they are.`;
    case "Cancelled":
      return `${job} was cancelled by ${who}, with ${counts.done} of ${counts.files} file(s) done.`;
    case "Finished":
      return `${job} is finished: ${counts.done} file(s) ${kind === "archive" ? "are archived" : "are back"}.`;
    case "Error":
      return `${job} ended in Error: ${counts.failed} of ${counts.files} file(s) failed, and stay as they are.`;
  }
}

function imagesOf({ owner, group }: Job): string {
  return `${owner.omeName}'s, in group ${group.name}`;
}

/** Names come from people: nothing in one may steer what shows the mail. */
function text(lines: readonly string[]): string {
  return `${lines.join("\n").replace(/[^\P{Cc}\n\t]/gu, " ")}\n`;
}
