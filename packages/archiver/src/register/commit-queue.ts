import type { Transaction } from "kysely";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

interface Waiting {
  readonly work: (db: Transaction<Tables>) => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts changes that come at about the same time into one transaction: a commit costs a wait for the disk, whatever it holds.
 * A change that refuses (throws before it has written anything, as a fenced-off one does) does not keep the others back.
 */
export class CommitQueue {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly register: Register) {}

  /** Resolves when the change is on the disk. */
  run(work: (db: Transaction<Tables>) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve, reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.waiting;
      this.waiting = [];
      await this.commit(batch);
    }
    this.running = false;
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    const refused = new Map<Waiting, unknown>();
    try {
      await this.register.transaction().execute(async (db) => {
        for (const change of batch) {
          try {
            await change.work(db);
          } catch (error) {
            if (!(error instanceof Error && error.name === "FencedOff")) throw error;
            refused.set(change, error);
          }
        }
      });
    } catch (error) {
      // Nothing of the batch was kept. Alone, each change tells its own fate.
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const change of batch) await this.commit([change]);
      return;
    }
    for (const change of batch) {
      if (refused.has(change)) change.reject(refused.get(change));
      else change.resolve();
    }
  }
}
