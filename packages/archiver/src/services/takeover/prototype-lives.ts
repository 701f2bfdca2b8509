import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isCode } from "../../disk/errors.js";

/** One of the prototype's processes is at work: nothing may be taken over under its hands. */
export class PrototypeLives extends Error {
  override readonly name = "PrototypeLives";
}

/**
 * That none of the prototype's scripts is running, by their PID files in the folder of jobs. A file whose process has died, or
 * whose number some other program has by now, is no hindrance.
 * @throws PrototypeLives
 */
export function checkPrototypeIsOver(jobs: string): void {
  for (const name of namesIn(jobs)) {
    if (!name.endsWith(".pid")) continue;
    const pid = /^\s*(\d{1,10})\s*$/.exec(readFileSync(join(jobs, name), "utf8"))?.[1];
    if (pid !== undefined && commandOf(pid).includes(name.slice(0, -".pid".length)))
      throw new PrototypeLives(
        `${name.slice(0, -".pid".length)} is running (process ${pid}, by ${join(jobs, name)}): let it end, and take it out of cron, before its site is taken over`,
      );
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isCode(error, "ENOENT")) return [];
    throw error;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // No such process.
  }
}
