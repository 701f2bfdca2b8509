import { availableParallelism } from "node:os";
import type { Configuration } from "../config/configuration.js";
import { isWithin } from "../config/quantities.js";
import { NoAnswer } from "../disk/answers.js";
import { recordedAlgorithm } from "../disk/digests.js";
import { type FileCondition, type FileKind, fileKeyText } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import { archive } from "../engine/archive.js";
import { type Told as BatchEvents, Tries } from "../engine/batch.js";
import { restore } from "../engine/restore.js";
import type { FileTask } from "../engine/task.js";
import { type Thread, Threads } from "../engine/threads.js";
import { Unavailable, type Work } from "../engine/work.js";
import { NotSeenByOmero } from "../omero/read-through.js";
import { type ClaimedFile, claimFiles, renewLeases } from "../register/claims.js";
import { CommitQueue } from "../register/commit-queue.js";
import { openWork } from "../register/jobs.js";
import { endProgress, reportProgress } from "../register/progress.js";
import type { Register } from "../register/register.js";
import { RegisterUnusable } from "../register/unusable.js";
import { StoreUnavailable } from "../stores/marker.js";
import type { Safety, Store } from "../stores/store.js";
import { rulesOf, workOn } from "./tasks.js";
import { endLeasesOfTheDead, workerName } from "./worker.js";

/** What one thread takes on at once: many small files, or a large one. */
const BATCH = { limit: 1_024, bytes: 256 << 20 };
/** A worker that has not renewed its lease for so long (ms) is thought dead. */
const LEASE = 60_000;
/** How often others are told how far the files in hand are (ms). */
const PROGRESS = 2_000;
/** Threads: a disk wants several requests at once, also where there are few processors to hash what comes. */
const THREADS = { least: 4, most: 8 };

export interface WorkOptions {
  /** Only this job's files. */
  readonly job?: JobId;
  /** Bytes a second, in place of what is configured. */
  readonly limit?: number;
  /** Files that one thread takes on at once at most. */
  readonly batch?: number;
  /** Work outside of the configured hours, too. */
  readonly anyTime?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: WorkProgress;
}

/** Bytes count when they were copied and read back. */
export interface WorkProgress {
  start(total: { files: number; bytes: number }): void;
  at(done: { files: number; bytes: number }): void;
  stop(): void;
}

/** What the work on files asks of OMERO. */
export interface Witness {
  /** Reads a file through OMERO and compares. @throws NotSeenByOmero */
  sees(task: FileTask): Promise<void>;
  /** Called now and then between files. */
  betweenFiles(): Promise<void>;
}

export interface StoppedFile {
  readonly file: string;
  readonly path: string;
  readonly cause: string;
}

/** What work on files came to. */
export interface WorkResult {
  /** Files archived, and files that came back. */
  readonly archived: number;
  readonly restored: number;
  readonly bytes: number;
  readonly failed: readonly StoppedFile[];
  /** Nothing to be done with them: imported in place, missing. */
  readonly passedOver: readonly StoppedFile[];
  /** The copies that the store was asked about, by what it calls their state. */
  readonly states: Readonly<Record<string, { readonly files: number; readonly bytes: number }>>;
  /** Files whose copies have been on their way to safety for longer than is usual. */
  readonly late: readonly StoppedFile[];
  /** Why the work broke off before its end. */
  readonly brokenOff?: string;
  /** It ended as the configured hours are over, or have not begun. */
  readonly outsideHours: boolean;
}

/** Works on approved jobs' files until none is left that can be worked on now. Any number of processes may be at it. */
export function workOff(
  register: Register,
  config: Configuration,
  store: Store,
  witness: Witness,
  options: WorkOptions = {},
): Promise<WorkResult> {
  return new Shift(register, config, store, witness, options).work();
}

class Shift implements BatchEvents {
  private readonly worker = workerName();
  private readonly queue: CommitQueue;
  private readonly tries = new Tries();
  private readonly failed: StoppedFile[] = [];
  private readonly passedOver: StoppedFile[] = [];
  private readonly proofs = new Map<FileKind, Promise<void>>();
  private readonly states: Record<string, { files: number; bytes: number }> = {};
  private readonly late: StoppedFile[] = [];
  private archived = 0;
  private restored = 0;
  private bytes = 0;
  private brokenOff?: string;
  private outsideHours = false;
  /** Bytes of the files taken on, and how many bytes are read for them: once to copy, once or twice to verify. */
  private taken = { bytes: 0, reads: 0 };

  constructor(
    private readonly register: Register,
    private readonly config: Configuration,
    private readonly store: Store,
    private readonly witness: Witness,
    private readonly options: WorkOptions,
  ) {
    this.queue = new CommitQueue(register);
  }

  async work(): Promise<WorkResult> {
    const { signal, progress, job } = this.options;
    const count = Math.max(THREADS.least, Math.min(THREADS.most, availableParallelism()));
    const threads = new Threads(count, rulesOf(this.config, this.store), this.options.limit ?? this.config.limit);
    const stop = () => threads.signals.stop();
    signal?.addEventListener("abort", stop);
    const renewing = setInterval(() => void this.renew(), LEASE / 3);
    progress?.start(await openWork(this.register, job));
    const showing = setInterval(() => progress?.at(this.at(threads)), 200);
    const telling = setInterval(() => void this.tellProgress(threads), PROGRESS);
    const over = new AbortController();
    try {
      await Promise.race([
        Promise.all(threads.all.map((thread) => this.serve(thread, threads))),
        threads.hang(this.config.noAnswerAfter, over.signal),
      ]);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.brokenOff = error.message;
    } finally {
      over.abort();
      clearInterval(renewing);
      clearInterval(showing);
      clearInterval(telling);
      await endProgress(this.register, this.worker);
      signal?.removeEventListener("abort", stop);
      await threads.end();
      progress?.at({ files: this.files, bytes: this.bytes });
      progress?.stop();
    }
    const { archived, restored, bytes, failed, passedOver, states, late, brokenOff, outsideHours } = this;
    return {
      ...{ archived, restored, bytes, failed, passedOver, states, late, outsideHours },
      ...(brokenOff === undefined ? {} : { brokenOff }),
    };
  }

  private get files(): number {
    return this.archived + this.restored;
  }

  stopped({ key, path }: FileTask, condition: Exclude<FileCondition, { is: "ok" }>): void {
    const stopped = (cause: string) => ({ file: fileKeyText(key), path, cause });
    if (condition.is === "failed") this.failed.push(stopped(condition.cause));
    else this.passedOver.push(stopped(condition.is === "ignored" ? condition.reason : "it is not on the disk"));
  }

  done({ size }: FileTask, step: "archived" | "online"): void {
    if (step === "archived") this.archived++;
    else this.restored++;
    this.bytes += size;
  }

  judged({ key, path, size }: FileTask, safety: Safety): void {
    const state = safety.state ?? (safety.is === "safe" ? "safe" : "waiting");
    const { files, bytes } = this.states[state] ?? { files: 0, bytes: 0 };
    this.states[state] = { files: files + 1, bytes: bytes + size };
    if (safety.is === "waiting" && safety.late) this.late.push({ file: fileKeyText(key), path, cause: safety.why });
  }

  /** Takes on files until none is left, or the work is broken off. */
  private async serve(thread: Thread, threads: Threads): Promise<void> {
    const { signal, job, batch } = this.options;
    while (this.brokenOff === undefined && !signal?.aborted) {
      this.outsideHours = !this.options.anyTime && !isWorkingTime(this.config);
      if (this.outsideHours) return;
      const claimed = await claimFiles(this.register, this.queue, {
        worker: this.worker,
        leaseMs: LEASE,
        ...BATCH,
        ...(batch === undefined ? {} : { limit: batch }),
        ...(job === undefined ? {} : { job }),
      });
      if (claimed.length === 0) {
        // What somebody had in hand who has died meanwhile is still to be done.
        if (await endLeasesOfTheDead(this.register)) continue;
        return;
      }
      try {
        await this.batch(claimed, thread);
      } catch (error) {
        threads.signals.stop();
        this.brokenOff ??= (error as Error).message;
        if (!isTrouble(error)) throw error;
      }
      await this.witness.betweenFiles();
    }
  }

  private async batch(claimed: readonly ClaimedFile[], thread: Thread): Promise<void> {
    const { signal } = this.options;
    const shared = { store: this.store, tries: this.tries, told: this, ...(signal ? { signal } : {}) };
    for (const kind of ["archive", "restore"] as const) {
      const files = claimed.filter((file) => file.jobKind === kind);
      if (files.length === 0) continue;
      const work = await workOn(this.register, this.config, this.store, files);
      this.take(work, kind);
      if (kind === "restore") await restore(work, thread, shared);
      else await archive(work, thread, { ...shared, prove: (tasks) => this.prove(tasks) });
    }
  }

  /** The first file of each kind is read through OMERO: a link may lead somewhere for us and nowhere for its server. */
  private async prove(tasks: readonly FileTask[]): Promise<void> {
    const smallest = new Map<FileKind, FileTask>();
    for (const task of tasks) {
      const known = smallest.get(task.key.kind);
      if (!known || task.size < known.size) smallest.set(task.key.kind, task);
    }
    for (const [kind, task] of smallest) {
      let proof = this.proofs.get(kind);
      if (!proof) {
        proof = this.witness.sees(task);
        this.proofs.set(kind, proof);
      }
      await proof;
    }
  }

  private take(work: readonly Work[], kind: "archive" | "restore"): void {
    for (const { task } of work) {
      const again = kind === "archive" && !recordedAlgorithm(task.recorded) ? 1 : 0;
      this.taken.bytes += task.size;
      this.taken.reads += task.size * (2 + again);
    }
  }

  private at({ signals }: Threads): { files: number; bytes: number } {
    const { bytes, reads } = this.taken;
    return { files: this.files, bytes: reads === 0 ? 0 : Math.min(bytes, Math.round((signals.bytes * bytes) / reads)) };
  }

  /** For whoever watches from elsewhere; that it can't be told stops nothing. */
  private async tellProgress(threads: Threads): Promise<void> {
    const bytes = Math.max(0, this.at(threads).bytes - this.bytes);
    await reportProgress(this.register, this.worker, bytes).catch(() => {});
  }

  /** A lease that can't be renewed runs out; the file's own commits tell whether somebody else has it then. */
  private async renew(): Promise<void> {
    try {
      await renewLeases(this.register, this.worker, LEASE);
    } catch (error) {
      this.brokenOff ??= `the register could not be reached: ${(error as Error).message}`;
    }
  }
}

function isWorkingTime({ hours }: Configuration): boolean {
  return hours === undefined || isWithin(hours, new Date());
}

/** Something is not there that all files need. */
function isTrouble(error: unknown): boolean {
  return [Unavailable, StoreUnavailable, NotSeenByOmero, RegisterUnusable].some((kind) => error instanceof kind);
}
