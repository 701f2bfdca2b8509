/** Tests end the process at a failure point, or stop it until somebody lets it go on: by its name, `name:3` for the third time. */
const VARIABLES = { SIGKILL: "OMERO_ARCHIVER_KILL_AT", SIGSTOP: "OMERO_ARCHIVER_STOP_AT" } as const;

/** Each place where a crash leaves another state behind, in the order of the steps. */
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
  "records: written",
  "folders: noted",
  "folders: moved",
] as const;
export type FailurePoint = (typeof FAILURE_POINTS)[number];

/** What the environment asks for: the signal for this process, where, and how many times still to pass by. */
const asked = (["SIGKILL", "SIGSTOP"] as const).flatMap((signal) => {
  const [point, nth = "1"] = (process.env[VARIABLES[signal]] ?? "").split(/:(?=\d+$)/);
  return point ? [{ signal, point, left: Number(nth) }] : [];
});

/** Passes through; under test the process may end here, at once, as a crash would end it, or stand still. */
export function failurePoint(name: FailurePoint): void {
  for (const one of asked) if (one.point === name && --one.left === 0) process.kill(process.pid, one.signal);
}
