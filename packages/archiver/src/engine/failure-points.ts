/**
 * Each place where a crash leaves another state behind, in the order of the steps. Tests end the process here
 * (`OMERO_ARCHIVER_KILL_AT=name`, or `name:3` for the third time) and look whether every promise still holds.
 */
export const FAILURE_POINTS = [
  "copy: temporary file made",
  "copy: written",
  "copy: on the disk",
  "copy: renamed into place",
  "copy: in place",
  "register: copied",
  "verify: read back",
  "register: verified",
  "register: safe",
  "record: written",
  "replace: original held",
  "replace: link made",
  "replace: renamed over the original",
  "replace: link on the disk",
  "replace: held original gone",
  "register: archived",
  "restore: temporary file made",
  "restore: written",
  "restore: on the disk",
  "register: recalled",
  "restore: renamed over the link",
  "restore: in place",
  "register: restored",
  "register: online",
  "tags: before OMERO is told",
  "tags: OMERO was told",
] as const;
export type FailurePoint = (typeof FAILURE_POINTS)[number];

const [killAt, nth = "1"] = (process.env.OMERO_ARCHIVER_KILL_AT ?? "").split(/:(?=\d+$)/);
let left = Number(nth);

/** Passes through; under test the process may end here, at once, as a crash would end it. */
export function failurePoint(name: FailurePoint): void {
  if (killAt === name && --left === 0) process.kill(process.pid, "SIGKILL");
}
