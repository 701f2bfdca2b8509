import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { endLeases, workersWithLeases } from "../register/holders.js";
import type { Register } from "../register/register.js";

/** A process that works, named so that one on the same machine can tell whether it still lives: `host 4711 since 123456`. */
export function workerName(pid = process.pid): string {
  return `${hostname()} ${pid} since ${startOf(pid)}`;
}

/**
 * Ends the leases of workers of this machine that were killed: their files need not wait until their time is over.
 * @returns whether there were any
 */
export async function endLeasesOfTheDead(register: Register): Promise<boolean> {
  const dead = (await workersWithLeases(register)).filter(isDead);
  for (const worker of dead) await endLeases(register, worker);
  return dead.length > 0;
}

/** Whether a worker is known to live no more; of other machines nobody knows. */
export function isDead(worker: string): boolean {
  const [, host, pid, start] = /^(.*) (\d+) since (\d+)$/.exec(worker) ?? [];
  return host === hostname() && startOf(Number(pid)) !== start;
}

/** When a process was started, in ticks since the machine was; a number is used for another process in time. (proc(5)) */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : rest[18]; // A zombie is dead, but nobody has asked for it yet.
  } catch {
    return undefined; // No such process.
  }
}
