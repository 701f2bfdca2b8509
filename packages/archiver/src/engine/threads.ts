import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { noAnswer } from "../disk/answers.js";
import { Signals } from "../disk/signals.js";
import type { Outcome } from "./outcome.js";
import type { FileTask, Rules } from "./task.js";
import type { Order, PhaseName, ThreadData } from "./thread.js";

/** One thread: does one step of one batch at a time. */
export class Thread {
  private readonly worker: Worker;
  /** Since when it is at a step (ms since 1970); undefined: it waits for one. */
  private since: number | undefined;

  constructor(rules: Rules, signals: Signals) {
    const { shared, limit } = signals;
    const workerData: ThreadData = { rules, signals: shared, ...(limit === undefined ? {} : { limit }) };
    this.worker = new Worker(new URL("./thread.js", import.meta.url), { workerData });
    // Failures are met by whoever waits for the step.
    this.worker.on("error", () => {});
  }

  /** An outcome for each task, in order. @throws where the thread itself has died */
  run(phase: PhaseName, tasks: readonly FileTask[]): Promise<Outcome[]> {
    if (tasks.length === 0) return Promise.resolve([]);
    this.since = Date.now();
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.since = undefined;
        this.worker.off("message", done);
        this.worker.off("error", died);
        this.worker.off("exit", left);
      };
      const done = (outcomes: Outcome[]) => {
        settle();
        resolve(outcomes);
      };
      const died = (cause: Error) => {
        settle();
        reject(new Error(`a working thread has died during ${phase}: ${cause.message}`, { cause }));
      };
      const left = (code: number) => died(new Error(`it ended with ${code}`));
      this.worker.once("message", done).once("error", died).once("exit", left);
      this.worker.postMessage({ phase, tasks } satisfies Order);
    });
  }

  /** How long (ms) it has been at its present step. */
  get busyFor(): number {
    return this.since === undefined ? 0 : Date.now() - this.since;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

/** A thread in a system call that does not return can't be ended: it is not waited for longer than this (ms). */
const LAST_WAIT = 5_000;

/** Threads that work side by side, what they have done, and the word to stop. */
export class Threads {
  readonly signals: Signals;
  readonly all: readonly Thread[];

  /** @param limit bytes a second, over all of them */
  constructor(count: number, rules: Rules, limit?: number) {
    this.signals = new Signals(limit);
    this.all = Array.from({ length: count }, () => new Thread(rules, this.signals));
  }

  /** Waits for a thread that hangs: at one step for so long (ms), while no byte has passed on any. @throws NoAnswer */
  async hang(longest: number, signal: AbortSignal): Promise<never> {
    for (let bytes = this.signals.bytes, since = Date.now(); ; ) {
      await pause(Math.min(5_000, longest / 4), undefined, { signal });
      if (this.signals.bytes !== bytes) {
        bytes = this.signals.bytes;
        since = Date.now();
      }
      if (Date.now() - since > longest && this.all.some((thread) => thread.busyFor > longest))
        throw noAnswer("a disk", longest);
    }
  }

  async end(): Promise<void> {
    await Promise.race([
      Promise.all(this.all.map((thread) => thread.end())),
      pause(LAST_WAIT, undefined, { ref: false }),
    ]);
  }
}
