import type { Evidence, FileCondition, FileStep } from "../domain/files.js";
import type { FileTask } from "./task.js";

/** Where the engine commits each step of one file. What a promise has resolved for is on the disk. */
export interface Ledger {
  /** @throws FencedOff where another worker has taken the file over: nothing of it may be changed any more */
  commit(step: FileStep, found?: Partial<Evidence>): Promise<void>;
  /** Looked at right before what can't be taken back. @throws FencedOff */
  stillMine(): Promise<void>;
  /** The file can't be worked on, or need not be. */
  fail(condition: Exclude<FileCondition, { is: "ok" }>): Promise<void>;
  /** Gives the file back as it is, to be taken up again, not before `after` (ms since 1970). */
  release(after?: number): Promise<void>;
}

/** A file that is ours to work on, and how far it is. */
export interface Work {
  readonly task: FileTask;
  readonly step: FileStep;
  readonly ledger: Ledger;
}

/** The store, or OMERO's data, is not there: no file's fault, and no work for any. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
