import type { Evidence, FileCondition, FileStep } from "../domain/files.js";
import type { Safety } from "../stores/store.js";
import type { Outcome } from "./outcome.js";
import type { FileTask } from "./task.js";
import type { PhaseName } from "./thread.js";
import type { Thread } from "./threads.js";
import { type Ledger, Unavailable, type Work } from "./work.js";

/** How often a file is begun anew before it counts as failed. */
const TRIES = 3;

/** What is told of files that leave a batch before its end. */
export interface Told {
  stopped(task: FileTask, condition: Exclude<FileCondition, { is: "ok" }>): void;
  /** @param step where it ended: archived, or online again */
  done(task: FileTask, step: "archived" | "online"): void;
  /** What the store says of a copy. */
  judged(task: FileTask, safety: Safety): void;
}

/** How often files have been begun anew, over all batches of a run. */
export class Tries {
  private readonly of = new Map<string, number>();

  /** @returns whether there is another try */
  another({ key }: FileTask): boolean {
    const name = `${key.kind}:${key.id}`;
    const tries = (this.of.get(name) ?? 1) + 1;
    this.of.set(name, tries);
    return tries <= TRIES;
  }
}

interface Item {
  task: FileTask;
  step: FileStep;
  readonly ledger: Ledger;
}

/** Files that go through their steps side by side on one thread; each step is committed before the next begins. */
export class Batch {
  private readonly items: Set<Item>;

  constructor(
    work: readonly Work[],
    private readonly thread: Thread,
    private readonly tries: Tries,
    private readonly told: Told,
  ) {
    this.items = new Set(work.map((item) => ({ ...item })));
  }

  /** The files that are at a step now. */
  at(...steps: readonly FileStep[]): FileTask[] {
    return this.itemsAt(steps).map(({ task }) => task);
  }

  /** Takes the files that are at one of these steps through a phase; those that come through are at the next step. */
  async advance(from: readonly FileStep[], phase: PhaseName, to: FileStep): Promise<void> {
    const items = await this.run(from, phase);
    await this.commit(items, to);
  }

  /** Does a phase without committing anything. @returns the files that came through */
  async run(from: readonly FileStep[], phase: PhaseName): Promise<Map<FileTask, Partial<Evidence>>> {
    const items = this.itemsAt(from);
    const outcomes = await this.thread.run(
      phase,
      items.map(({ task }) => task),
    );
    const through = new Map<FileTask, Partial<Evidence>>();
    const stopped: [Item, Exclude<Outcome, { is: "done" }>][] = [];
    for (const [i, item] of items.entries()) {
      const outcome = outcomes[i] as Outcome;
      if (outcome.is === "done") through.set(item.task, outcome.found);
      else stopped.push([item, outcome]);
    }
    await Promise.all(stopped.map(([item, outcome]) => this.stop(item, outcome)));
    const trouble = stopped.map(([, outcome]) => outcome).find((outcome) => outcome.is === "unavailable");
    if (trouble) throw new Unavailable(trouble.cause);
    return through;
  }

  /** Commits a step for files, each with what was found. */
  async commit(files: ReadonlyMap<FileTask, Partial<Evidence>>, step: FileStep): Promise<void> {
    const items = [...this.items].filter(({ task }) => files.has(task));
    await this.settled(items, async (item) => {
      const found = files.get(item.task) ?? {};
      await item.ledger.commit(step, found);
      item.step = step;
      item.task = { ...item.task, evidence: { ...item.task.evidence, ...found } };
    });
  }

  /** Leaves out those that another worker has taken over. */
  async stillMine(from: readonly FileStep[]): Promise<void> {
    await this.settled(this.itemsAt(from), (item) => item.ledger.stillMine());
  }

  /** Those that are through. */
  finish(step: "archived" | "online"): void {
    for (const item of this.itemsAt([step])) {
      this.items.delete(item);
      this.told.done(item.task, step);
    }
  }

  /** Gives files back as they are. */
  async release(tasks: readonly FileTask[], after?: number): Promise<void> {
    const items = [...this.items].filter(({ task }) => tasks.includes(task));
    await this.settled(items, async (item) => {
      await item.ledger.release(after);
      this.items.delete(item);
    });
  }

  /** Gives back all that are left, when the work is broken off. */
  async releaseAll(): Promise<void> {
    await this.release([...this.items].map(({ task }) => task));
  }

  /** Gives a file back until it is to be asked about again, and keeps what was found. */
  async wait(task: FileTask, until: number, found?: Partial<Evidence>): Promise<void> {
    await this.settled(this.itemsOf(task), async (item) => {
      if (found) await item.ledger.commit(item.step, found);
      await item.ledger.release(until);
      this.items.delete(item);
    });
  }

  /** A file has failed as its copy is of no use: who lets it be tried again has it copied anew. */
  async spoilt(task: FileTask, cause: string): Promise<void> {
    await this.settled(this.itemsOf(task), (item) => item.ledger.commit("online"));
    for (const item of this.itemsOf(task)) await this.stop(item, { is: "failed", cause });
  }

  private itemsOf(task: FileTask): Item[] {
    return [...this.items].filter((item) => item.task === task);
  }

  private itemsAt(steps: readonly FileStep[]): Item[] {
    return [...this.items].filter(({ step }) => steps.includes(step));
  }

  private async stop(item: Item, outcome: Exclude<Outcome, { is: "done" }>): Promise<void> {
    this.items.delete(item);
    const { task, ledger } = item;
    await this.settled([item], async () => {
      switch (outcome.is) {
        case "interrupted":
        case "unavailable":
          return ledger.release();
        case "anew":
          if (!this.tries.another(task)) return this.failed(item, { is: "failed", cause: outcome.why });
          await ledger.commit("online");
          return ledger.release();
        default:
          return this.failed(item, outcome);
      }
    });
  }

  private async failed({ task, ledger }: Item, condition: Exclude<FileCondition, { is: "ok" }>): Promise<void> {
    await ledger.fail(condition);
    this.told.stopped(task, condition);
  }

  /** Does something for each; who is fenced off leaves in silence, as somebody else has the file. */
  private async settled(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
    const results = await Promise.allSettled(items.map(work));
    const failures: unknown[] = [];
    for (const [i, result] of results.entries()) {
      if (result.status === "fulfilled") continue;
      if (result.reason instanceof Error && result.reason.name === "FencedOff") this.items.delete(items[i] as Item);
      else failures.push(result.reason);
    }
    if (failures.length > 0) throw failures[0];
  }
}
