import type { Decision, JobState } from "./jobs.js";

/** The folders in which jobs stand as files. */
export const JOB_FOLDERS = ["New", "Approved", "Declined", "Running", "Error", "Finished"] as const;
export type JobFolder = (typeof JOB_FOLDERS)[number];

/** Where a job in a state belongs. Declined is only passed through. */
export function folderOf(state: JobState): JobFolder {
  switch (state) {
    case "New":
    case "Approved":
    case "Error":
      return state;
    case "Running":
    case "Waiting":
    case "Paused":
      return "Running";
    default:
      return "Finished";
  }
}

/** What somebody wants of a job by moving its file to a folder. */
const MEANT: Partial<Record<JobFolder, Partial<Record<JobState, Decision>>>> = {
  Approved: { New: "approve", Error: "restart" },
  Running: { Error: "restart" },
  Declined: { New: "decline" },
};

/** A job in this state has been decided on like that already, or belongs where its file was moved to. */
const AGREED: Partial<Record<JobFolder, readonly JobState[]>> = {
  Approved: ["Approved", "Running", "Waiting"],
  Declined: ["Declined", "Withdrawn"],
};

/** What the move of a job's file to a folder means: a decision, nothing that is not so already, or nothing that can be. */
export function meaningOf(to: JobFolder, state: JobState): Decision | "agreed" | undefined {
  if (folderOf(state) === to || AGREED[to]?.includes(state)) return "agreed";
  return MEANT[to]?.[state];
}
