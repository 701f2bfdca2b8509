import { sql, type Transaction } from "kysely";
import { type Evidence, type FileCondition, type FileStep, mayFollow } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import type { JobKind } from "../domain/jobs.js";
import type { Change } from "./changes.js";
import type { CommitQueue } from "./commit-queue.js";
import { lockedIfFree, timeOf } from "./dialect.js";
import { type RegisteredFile, registeredFile } from "./files.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";
import { writing } from "./transaction.js";

/** Another worker has the file now: this one was thought dead. Nothing of it may be changed any more. */
export class FencedOff extends Error {
  override readonly name = "FencedOff";
}

/** A file that is ours until the lease ends. */
export interface ClaimedFile extends RegisteredFile {
  readonly jobId: JobId;
  readonly jobKind: JobKind;
  /** Grows with every claim: who has a smaller one was thought dead. */
  readonly token: number;
  readonly ledger: FileLedger;
}

export interface ClaimOptions {
  /** Says who works, in status and audit; for people. */
  readonly worker: string;
  readonly limit: number;
  /** Bytes in all, but always at least one file. */
  readonly bytes: number;
  readonly leaseMs: number;
  /** Only of this job. */
  readonly job?: JobId;
}

/**
 * Takes files to work on: no two workers ever have the same. A lease that has run out passes on. Whoever claims holds up
 * nobody and waits for nobody: files that another is about to take are left out.
 * @param asOf the time to claim at (ms since 1970), in place of now
 */
export async function claimFiles(
  register: Register,
  queue: CommitQueue,
  options: ClaimOptions,
  asOf?: number,
): Promise<ClaimedFile[]> {
  const { worker, leaseMs } = options;
  const token = await nextToken(register);
  const claimed = await register.transaction().execute(async (db) => {
    const now = asOf ?? (await timeOf(db));
    const keys = await takeable(db, options, now);
    if (keys.length === 0) return [];
    return db
      .updateTable("file")
      .set({ claim_token: token, claim_worker: worker, lease_until: now + leaseMs })
      .where("key", "in", keys)
      .returningAll()
      .execute();
  });
  const kinds = await begin(register, new Set(claimed.map((row) => row.job_id as JobId)));
  return claimed
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((row) => {
      const file = registeredFile(row);
      const jobId = row.job_id as JobId;
      return {
        ...file,
        jobId,
        jobKind: kinds.get(jobId) as JobKind,
        token,
        ledger: new FileLedger(queue, file, jobId, token, worker),
      };
    });
}

/** By itself, so that no claim waits until another is over. */
async function nextToken(register: Register): Promise<number> {
  const { value } = await register
    .updateTable("counter")
    .set((e) => ({ value: e("value", "+", 1) }))
    .where("name", "=", "claim")
    .returning("value")
    .executeTakeFirstOrThrow();
  return value;
}

/** The files to be taken, locked. How many that can be is looked up first: what is locked and not taken nobody else could take. */
async function takeable(db: Transaction<Tables>, options: ClaimOptions, now: number): Promise<string[]> {
  let waiting = db
    .selectFrom("file")
    .select(["key", "size"])
    .where(sql<boolean>`queued = 1`)
    .where("lease_until", "<", now)
    .orderBy("lease_until")
    .orderBy("key");
  if (options.job !== undefined) waiting = waiting.where("job_id", "=", options.job);
  const most = withinBytes(await waiting.limit(options.limit).execute(), options.bytes).length;
  if (most === 0) return [];
  return withinBytes(await waiting.limit(most).modifyEnd(lockedIfFree(db)).execute(), options.bytes).map(
    ({ key }) => key,
  );
}

/** The first files that have no more bytes together, but at least one. */
function withinBytes<T extends { size: number }>(files: readonly T[], bytes: number): T[] {
  let sum = 0;
  const over = files.findIndex(({ size }, i) => {
    sum += size;
    return i > 0 && sum > bytes;
  });
  return over < 0 ? [...files] : files.slice(0, over);
}

/** Jobs of which files are worked on are running. @returns their kinds */
async function begin(register: Register, jobs: ReadonlySet<JobId>): Promise<Map<JobId, JobKind>> {
  if (jobs.size === 0) return new Map();
  const rows = await register
    .selectFrom("job")
    .select(["id", "kind", "state"])
    .where("id", "in", [...jobs])
    .execute();
  const approved = rows.filter(({ state }) => state === "Approved").map(({ id }) => id);
  if (approved.length > 0)
    await writing(register, (db) =>
      db
        .updateTable("job")
        .set({ state: "Running" })
        .where("state", "=", "Approved")
        .where("id", "in", approved)
        .execute(),
    );
  return new Map(rows.map(({ id, kind }) => [id as JobId, kind]));
}

/**
 * Gives more time to all that a worker has claimed and still holds, but for what is just being committed: that has its turn
 * the next time.
 */
export async function renewLeases(register: Register, worker: string, leaseMs: number): Promise<void> {
  await register.transaction().execute(async (db) => {
    const now = await timeOf(db);
    const held = db
      .selectFrom("file")
      .select("key")
      .where("lease_until", ">=", now)
      .where("claim_worker", "=", worker)
      .modifyEnd(lockedIfFree(db));
    await db
      .updateTable("file")
      .set({ lease_until: now + leaseMs })
      .where("key", "in", held)
      .execute();
  });
}

/** A change without whose it is. */
type WhatHappens = Change extends infer C
  ? C extends Change
    ? Omit<C, "file" | "jobId" | "token" | "worker">
    : never
  : never;

/** Where the engine commits each step of one claimed file. Every promise that resolves is on the disk. */
export class FileLedger {
  private step: FileStep;
  private evidence: Evidence;

  constructor(
    private readonly queue: CommitQueue,
    private readonly file: RegisteredFile,
    private readonly jobId: JobId,
    private readonly token: number,
    private readonly worker: string,
  ) {
    this.step = file.step;
    this.evidence = file.evidence;
  }

  /** @throws FencedOff */
  async commit(step: FileStep, found: Partial<Evidence> = {}): Promise<void> {
    if (!mayFollow(this.step, step)) throw new TypeError(`a file that is ${this.step} can't become ${step}`);
    const evidence = { ...this.evidence, ...found };
    const done = step === "archived" || (step === "online" && this.step === "restored");
    const copied = evidence.storeId !== undefined && (step === "verified" || found.verifiedHow !== undefined);
    await this.change(done ? { is: "done", step, evidence } : { is: "step", step, evidence, copied });
    this.step = step;
    this.evidence = evidence;
  }

  /** @throws FencedOff when another worker has taken the file over. */
  async stillMine(): Promise<void> {
    await this.change({ is: "looked at" });
  }

  /** The file can't be worked on: its job goes on with the others and ends in Error, or passes it over. */
  async fail(condition: Exclude<FileCondition, { is: "ok" }>): Promise<void> {
    await this.change({ is: "stopped", condition });
  }

  /** Gives the file back untouched, to be taken by the next who asks, not before `until` (ms since 1970). */
  async release(until = 0): Promise<void> {
    await this.change({ is: "released", until });
  }

  private async change(what: WhatHappens): Promise<void> {
    const { file, jobId, token, worker } = this;
    if (!(await this.queue.apply({ file, jobId, token, worker, ...what }))) throw this.fencedOff();
  }

  private fencedOff(): FencedOff {
    return new FencedOff(
      `${this.file.path} was taken over by another worker while this one stood still; it is left alone`,
    );
  }
}
