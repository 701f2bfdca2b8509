import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Configuration } from "../../config/configuration.js";
import { isCode } from "../../disk/errors.js";
import { type Finding, failed, ok, warning } from "../../domain/findings.js";
import { JobFolders } from "../folders/job-folders.js";
import { checkPrototypeIsOver } from "../takeover/prototype-lives.js";

/** What people look at and move: job folders and records. */
export function* lookAtFolders({ jobs, records }: Configuration): Generator<Finding> {
  if (jobs !== false) yield* lookAtJobs(jobs);
  if (records !== false)
    yield writable("records", records, "set records (or archiveDir) to where they can be written, or records: false");
}

function* lookAtJobs(jobs: string): Generator<Finding> {
  const about = "job folders";
  try {
    checkPrototypeIsOver(jobs);
  } catch (error) {
    yield failed("prototype", (error as Error).message);
  }
  const may = writable(about, jobs, "set jobs (or archiveDir) to where they can be written, or jobs: false");
  yield may;
  if (may.is !== "ok" || !existsSync(jobs)) return;
  const disk = new JobFolders(jobs);
  try {
    const open = disk.openToAll();
    if (open.length > 0)
      yield warning(
        about,
        `everybody on this machine may write to ${open.join(", ")}, and so decide on jobs`,
        "chmod o-w",
      );
  } finally {
    disk.close();
  }
}

/** What is not there yet is made when it is needed. */
function writable(about: string, path: string, advice: string): Finding {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(about, path);
  } catch (error) {
    if (isCode(error, "ENOENT") && path !== "/") return writable(about, dirname(path), advice);
    return failed(about, `${path}: ${(error as Error).message}`, advice);
  }
}
