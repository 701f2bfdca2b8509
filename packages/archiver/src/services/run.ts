import { availableParallelism } from "node:os";
import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import { recordedAlgorithm } from "../disk/digests.js";
import { type FileCondition, type FileKind, fileKeyText } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import { archive } from "../engine/archive.js";
import { type Told as BatchEvents, Tries } from "../engine/batch.js";
import { restore } from "../engine/restore.js";
import type { FileTask } from "../engine/task.js";
import { type Thread, Threads } from "../engine/threads.js";
import { Unavailable, type Work } from "../engine/work.js";
import { NotSeenByOmero, readThroughOmero } from "../omero/read-through.js";
import { type ClaimedFile, claimFiles, renewLeases } from "../register/claims.js";
import { CommitQueue } from "../register/commit-queue.js";
import { openWork } from "../register/jobs.js";
import type { Register } from "../register/register.js";
import { rememberStore } from "../register/stores.js";
import { StoreUnavailable } from "../stores/marker.js";
import { openStore } from "../stores/open.js";
import type { Store } from "../stores/store.js";
import { sweep } from "./sweep.js";
import { rulesOf, workOn } from "./tasks.js";
import { type Told, tellOmero } from "./tell.js";
import { endLeasesOfTheDead, ownWorkerName } from "./worker.js";

/** What one thread takes on at once: many small files, or a large one. */
const BATCH = { limit: 256, bytes: 256 << 20 };
/** A worker that has not renewed its lease for so long (ms) is thought dead. */
const LEASE = 60_000;
/** OMERO is told of what is done at most this often (ms), and in the end. */
const TELL_EVERY = 30_000;

export interface RunOptions {
  /** Only this job's files. */
  readonly job?: JobId;
  readonly signal?: AbortSignal;
  readonly progress?: RunProgress;
}

/** Bytes count when they were copied and read back. */
export interface RunProgress {
  start(total: { files: number; bytes: number }): void;
  at(done: { files: number; bytes: number }): void;
  stop(): void;
}

export interface StoppedFile {
  readonly file: string;
  readonly path: string;
  readonly cause: string;
}

/** What a run came to. */
export interface RunResult {
  readonly done: number;
  readonly bytes: number;
  readonly failed: readonly StoppedFile[];
  /** Nothing to be done with them: imported in place, missing. */
  readonly passedOver: readonly StoppedFile[];
  /** Why the run broke off before its work was done. */
  readonly brokenOff?: string;
  readonly told: Told;
  /** When an original goes nobody but the store has its bytes. */
  readonly oneCopyOnly: boolean;
  /** Files that are left: not safe yet, or in the hands of another run. */
  readonly left: { readonly files: number; readonly bytes: number };
}

/**
 * Works on approved jobs until nothing is left that can be done now. Any number of runs may be at it at the same time.
 * @throws StoreUnavailable, ConfigurationError before anything was begun
 */
export async function run(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  options: RunOptions = {},
): Promise<RunResult> {
  const store = openStore(config.store);
  await rememberStore(register, { id: store.folder.id, kind: store.kind, root: store.folder.root });
  await endLeasesOfTheDead(register);
  await sweep(register, config, store);
  const running = new Run(client, register, config, store, options);
  return running.work();
}

class Run implements BatchEvents {
  private readonly worker = ownWorkerName();
  private readonly queue: CommitQueue;
  private readonly tries = new Tries();
  private readonly failed: StoppedFile[] = [];
  private readonly passedOver: StoppedFile[] = [];
  private readonly proofs = new Map<FileKind, Promise<void>>();
  private files = 0;
  private bytes = 0;
  private brokenOff?: string;
  private toldAt = Date.now();
  /** Bytes of the files taken on, and how many bytes are read for them: once to copy, once or twice to verify. */
  private taken = { bytes: 0, reads: 0 };

  constructor(
    private readonly client: OmeroClient,
    private readonly register: Register,
    private readonly config: Configuration,
    private readonly store: Store,
    private readonly options: RunOptions,
  ) {
    this.queue = new CommitQueue(register);
  }

  async work(): Promise<RunResult> {
    const { signal, progress, job } = this.options;
    const threads = new Threads(Math.max(2, Math.min(8, availableParallelism())), rulesOf(this.config, this.store));
    const stop = () => threads.signals.stop();
    signal?.addEventListener("abort", stop);
    const timer = setInterval(() => void this.renew(), LEASE / 3);
    progress?.start(await openWork(this.register, job));
    const showing = setInterval(() => progress?.at(this.at(threads)), 200);
    try {
      await Promise.all(threads.all.map((thread) => this.serve(thread, threads)));
    } finally {
      clearInterval(timer);
      clearInterval(showing);
      signal?.removeEventListener("abort", stop);
      await threads.end();
      progress?.at({ files: this.files, bytes: this.bytes });
      progress?.stop();
    }
    const told = await tellOmero(this.client, this.register);
    return {
      done: this.files,
      bytes: this.bytes,
      failed: this.failed,
      passedOver: this.passedOver,
      ...(this.brokenOff === undefined ? {} : { brokenOff: this.brokenOff }),
      told,
      oneCopyOnly: this.store.oneCopyOnly,
      left: await openWork(this.register, job),
    };
  }

  stopped({ key, path }: FileTask, condition: Exclude<FileCondition, { is: "ok" }>): void {
    const stopped = (cause: string) => ({ file: fileKeyText(key), path, cause });
    if (condition.is === "failed") this.failed.push(stopped(condition.cause));
    else this.passedOver.push(stopped(condition.is === "ignored" ? condition.reason : "it is not on the disk"));
  }

  done({ size }: FileTask): void {
    this.files++;
    this.bytes += size;
  }

  /** Takes on files until none is left, or the work is broken off. */
  private async serve(thread: Thread, threads: Threads): Promise<void> {
    const { signal, job } = this.options;
    while (this.brokenOff === undefined && !signal?.aborted) {
      const claimed = await claimFiles(this.register, this.queue, {
        worker: this.worker,
        leaseMs: LEASE,
        ...BATCH,
        ...(job === undefined ? {} : { job }),
      });
      if (claimed.length === 0) return;
      try {
        await this.batch(claimed, thread);
      } catch (error) {
        threads.signals.stop();
        this.brokenOff ??= (error as Error).message;
        if (!isTrouble(error)) throw error;
      }
      if (Date.now() - this.toldAt > TELL_EVERY) {
        this.toldAt = Date.now();
        await tellOmero(this.client, this.register);
      }
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
      else await archive(work, thread, { ...shared, record: async () => {}, prove: (tasks) => this.prove(tasks) });
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
        proof = readThroughOmero(this.client, task, task.evidence.digests?.sha256 ?? "");
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

  /** A lease that can't be renewed runs out; the file's own commits tell whether somebody else has it then. */
  private async renew(): Promise<void> {
    try {
      await renewLeases(this.register, this.worker, LEASE);
    } catch (error) {
      this.brokenOff ??= `the register could not be reached: ${(error as Error).message}`;
    }
  }
}

/** Something is not there that all files need. */
function isTrouble(error: unknown): boolean {
  return error instanceof Unavailable || error instanceof StoreUnavailable || error instanceof NotSeenByOmero;
}
