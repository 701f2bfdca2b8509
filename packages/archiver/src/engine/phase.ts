import { Folders } from "../disk/folders.js";
import type { Signals } from "../disk/signals.js";
import type { Evidence } from "../domain/files.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import type { FileTask, Rules } from "./task.js";

/** What a step has at hand while it goes over a batch. */
export interface Bench {
  readonly folders: Folders;
  readonly rules: Rules;
  readonly signals: Signals;
}

/** One step of archiving or restoring, over a batch of files: an outcome for each, in order. Runs on a thread of its own. */
export type Phase = (tasks: readonly FileTask[], rules: Rules, signals: Signals) => Promise<Outcome[]>;

/** Makes a step of what it does to a round; its folders are open as long as it lasts. */
export function phase(work: (round: Round, bench: Bench) => Promise<void> | void): Phase {
  return async (tasks, rules, signals) => {
    const round = new Round(tasks);
    const folders = new Folders();
    try {
      await work(round, { folders, rules, signals });
    } catch (error) {
      round.stopAll(error);
    } finally {
      folders.close();
    }
    return round.outcomes();
  };
}

type Found = Partial<Evidence> | undefined;

/** The files of a batch while a step goes over them, some of which may drop out on the way. */
export class Round {
  private readonly ended = new Map<FileTask, Outcome>();
  private readonly found = new Map<FileTask, Partial<Evidence>>();

  constructor(private readonly tasks: readonly FileTask[]) {}

  /** Those that have not dropped out. */
  get going(): FileTask[] {
    return this.tasks.filter((task) => !this.ended.has(task));
  }

  /** Does the same for each file, one after the other; one that fails drops out and keeps none of the others back. */
  async each(work: (task: FileTask) => Promise<Found> | Found): Promise<void> {
    for (const task of this.going) {
      try {
        // Without a pause where there is none in the work: thousands of small files go by here.
        const found = work(task);
        this.found.set(task, { ...this.found.get(task), ...(found instanceof Promise ? await found : found) });
      } catch (error) {
        this.stop(task, error);
      }
    }
  }

  stop(task: FileTask, error: unknown): void {
    this.ended.set(task, outcomeOf(error));
  }

  /** What has failed for the batch as a whole has failed for each. */
  stopAll(error: unknown): void {
    for (const task of this.going) this.stop(task, error);
  }

  outcomes(): Outcome[] {
    return this.tasks.map((task) => this.ended.get(task) ?? { is: "done", found: this.found.get(task) ?? {} });
  }
}
