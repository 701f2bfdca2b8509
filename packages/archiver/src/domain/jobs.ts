import type { FileCondition, FileKey, RecordedDigest } from "./files.js";
import type { FilesetId, GroupId, ImageId, Person } from "./ids.js";

export const JOB_STATES = [
  "New",
  "Approved",
  "Running",
  "Waiting",
  "Paused",
  "Error",
  "Finished",
  "Declined",
  "Withdrawn",
  "Cancelled",
] as const;
export type JobState = (typeof JOB_STATES)[number];
export type JobKind = "archive" | "restore";

/** What people do to a job. */
export type Decision = "approve" | "decline" | "withdraw" | "cancel" | "restart" | "pause" | "resume";

const DECISIONS: Readonly<Record<Decision, { readonly from: readonly JobState[]; readonly to: JobState }>> = {
  approve: { from: ["New"], to: "Approved" },
  decline: { from: ["New"], to: "Declined" },
  withdraw: { from: ["New"], to: "Withdrawn" },
  cancel: { from: ["New", "Approved", "Running", "Waiting", "Paused", "Error"], to: "Cancelled" },
  restart: { from: ["Error"], to: "Running" },
  pause: { from: ["Running", "Waiting"], to: "Paused" },
  resume: { from: ["Paused"], to: "Running" },
};

/** A job in this state can't be decided on like that. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";
}

/** The state after a decision. @throws IllegalTransition */
export function decided(state: JobState, decision: Decision): JobState {
  const { from, to } = DECISIONS[decision];
  if (!from.includes(state))
    throw new IllegalTransition(
      `a job that is ${state} can't be ${PAST[decision]}; only one that is ${from.join(" or ")}`,
    );
  return to;
}

const PAST: Readonly<Record<Decision, string>> = {
  approve: "approved",
  decline: "declined",
  withdraw: "withdrawn",
  cancel: "cancelled",
  restart: "restarted",
  pause: "paused",
  resume: "resumed",
};

/** Whether a job in this state keeps its files from other jobs. */
export function isOpen(state: JobState): boolean {
  return !["Finished", "Declined", "Withdrawn", "Cancelled"].includes(state);
}

/** Whether the engine may take files of a job in this state. */
export function isWorkedOn(state: JobState): boolean {
  return state === "Approved" || state === "Running" || state === "Waiting";
}

/** How many of a job's files are how far. */
export interface JobCounts {
  readonly files: number;
  readonly done: number;
  readonly failed: number;
  /** Nothing to do: ignored or missing. */
  readonly passedOver: number;
}

/** The state that follows from the files alone, once the job is being worked on. */
export function progressed(state: JobState, counts: JobCounts): JobState {
  if (!isWorkedOn(state)) return state;
  const open = counts.files - counts.done - counts.failed - counts.passedOver;
  if (open > 0) return counts.done + counts.failed > 0 && state === "Approved" ? "Running" : state;
  return counts.failed > 0 ? "Error" : "Finished";
}

/** What the asker wrote: how long the images are to be kept, and why they go. */
export interface ArchiveNote {
  /** ISO date; absent: for ever. */
  readonly expiry?: string;
  readonly description?: string;
}

/** A job as a scan finds it, before the register has taken it. */
export interface JobDraft {
  readonly kind: JobKind;
  /** Who asked; the images' owner may be another. */
  readonly asker: Person;
  readonly owner: Person;
  readonly group: { readonly id: GroupId; readonly name: string };
  readonly note: ArchiveNote;
  readonly images: readonly DraftImage[];
  readonly files: readonly DraftFile[];
}

export interface DraftImage {
  readonly id: ImageId;
  readonly name: string;
  readonly project?: string;
  readonly dataset?: string;
  readonly fileset?: FilesetId;
  readonly owner: Person;
  readonly groupId: GroupId;
  /** `Image.archived` as found; OMERO 4's importer set it, too. */
  readonly archivedBefore: boolean;
}

export interface DraftFile {
  readonly key: FileKey;
  /** Absolute; inside the data directory. */
  readonly path: string;
  /** Bytes on disk; 0 where there is no file. */
  readonly size: number;
  readonly recorded?: RecordedDigest;
  /** Not ok: listed in the job, never worked on. */
  readonly condition: Exclude<FileCondition, { is: "failed" }>;
  /** The images of the job that need this file. */
  readonly images: readonly ImageId[];
}
