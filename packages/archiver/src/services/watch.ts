import { setTimeout as pause } from "node:timers/promises";
import { type Job, listJobs } from "../register/jobs.js";
import { inHand } from "../register/progress.js";
import type { Register } from "../register/register.js";

/** How far approved jobs are, whoever works on them. Bytes; a second. */
export interface WorkSeen {
  readonly jobs: readonly Job[];
  readonly bytes: number;
  /** Of files that are done, and passed of those in hand. */
  readonly done: number;
  /** Since the watch began. */
  readonly rate: number;
  readonly secondsLeft?: number;
  readonly workers: number;
}

const OPEN = ["Approved", "Running", "Waiting"] as const;

/** Looks again and again (each `every` ms), until no job is left to be worked on, or the signal comes. */
export async function* watchWork(register: Register, every: number, signal: AbortSignal): AsyncGenerator<WorkSeen> {
  const began = Date.now();
  let first: number | undefined;
  while (!signal.aborted) {
    const jobs = await listJobs(register, { states: OPEN, limit: 1_000 });
    if (jobs.length === 0) return;
    const { workers, bytes: passed } = await inHand(register);
    const bytes = jobs.reduce((sum, job) => sum + job.bytes, 0);
    const done = Math.min(bytes, jobs.reduce((sum, job) => sum + job.bytesDone, 0) + passed);
    first ??= done;
    const rate = Math.max(0, (done - first) / Math.max(0.001, (Date.now() - began) / 1_000));
    yield { jobs, bytes, done, rate, workers, ...(rate > 0 ? { secondsLeft: (bytes - done) / rate } : {}) };
    await pause(every, undefined, { signal }).catch(() => {});
  }
}
