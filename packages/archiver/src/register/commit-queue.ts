import { applyChanges, type Change } from "./changes.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

interface Waiting {
  readonly change: Change;
  /** @param applied false: another worker has the file now */
  readonly resolve: (applied: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Puts changes that come at about the same time into one transaction: a commit costs a wait for the disk, whatever it holds. */
export class CommitQueue {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly register: Register) {}

  /** Resolves when the change is on the disk, with whether it was made: not where another worker has the file now. */
  apply(change: Change): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ change, resolve, reject });
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
    let refused: Set<Change>;
    try {
      const changes = batch.map(({ change }) => change);
      refused = await writing(this.register, (db) => applyChanges(db, changes, Date.now()));
    } catch (error) {
      // Nothing of the batch was kept. Alone, each change tells its own fate.
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await this.commit([one]);
      return;
    }
    for (const { change, resolve } of batch) resolve(!refused.has(change));
  }
}
