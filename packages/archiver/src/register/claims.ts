import { sql } from "kysely";
import { type Evidence, type FileCondition, type FileStep, mayFollow } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import type { JobKind } from "../domain/jobs.js";
import type { Change } from "./changes.js";
import type { CommitQueue } from "./commit-queue.js";
import { type RegisteredFile, registeredFile } from "./files.js";
import type { Register } from "./register.js";

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

/** Takes files to work on: no two workers ever have the same. A lease that has run out passes on. */
export async function claimFiles(
  register: Register,
  queue: CommitQueue,
  options: ClaimOptions,
  now = Date.now(),
): Promise<ClaimedFile[]> {
  const { worker, limit, bytes, leaseMs } = options;
  const rows = await register.transaction().execute(async (db) => {
    const { value: token } = await db
      .updateTable("counter")
      .set((e) => ({ value: e("value", "+", 1) }))
      .where("name", "=", "claim")
      .returning("value")
      .executeTakeFirstOrThrow();
    let waiting = db
      .selectFrom("file")
      .select(["key", "size"])
      .where(sql<boolean>`queued = 1`)
      .where("lease_until", "<", now);
    if (options.job !== undefined) waiting = waiting.where("job_id", "=", options.job);
    const candidates = await waiting.orderBy("lease_until").orderBy("key").limit(limit).execute();
    let sum = 0;
    const keys: string[] = [];
    for (const { key, size } of candidates) {
      sum += size;
      if (sum > bytes && keys.length > 0) break;
      keys.push(key);
    }
    if (keys.length === 0) return [];
    const claimed = await db
      .updateTable("file")
      .set({ claim_token: token, claim_worker: worker, lease_until: now + leaseMs })
      .where("key", "in", keys)
      .returningAll()
      .execute();
    const jobIds = [...new Set(claimed.map((row) => row.job_id as JobId))];
    await db
      .updateTable("job")
      .set({ state: "Running" })
      .where("state", "=", "Approved")
      .where("id", "in", jobIds)
      .execute();
    const jobs = await db.selectFrom("job").select(["id", "kind"]).where("id", "in", jobIds).execute();
    const kinds = new Map(jobs.map(({ id, kind }) => [id, kind]));
    return claimed
      .map((row) => ({ ...row, job_kind: kinds.get(row.job_id as number) as JobKind }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  });
  return rows.map((row) => {
    const file = registeredFile(row);
    const jobId = row.job_id as JobId;
    return {
      ...file,
      jobId,
      jobKind: row.job_kind,
      token: row.claim_token,
      ledger: new FileLedger(queue, file, jobId, row.claim_token, worker),
    };
  });
}

/** Gives more time to all that a worker has claimed and still holds. */
export async function renewLeases(
  register: Register,
  worker: string,
  leaseMs: number,
  now = Date.now(),
): Promise<void> {
  await register
    .updateTable("file")
    .set({ lease_until: now + leaseMs })
    .where(sql<boolean>`queued = 1`)
    .where("lease_until", ">=", now)
    .where("claim_worker", "=", worker)
    .execute();
}

/** When the next lease of another worker runs out; undefined where nobody holds a file. */
export async function nextLeaseEnd(register: Register, now = Date.now()): Promise<number | undefined> {
  const row = await register
    .selectFrom("file")
    .select((e) => e.fn.min("lease_until").as("until"))
    .where(sql<boolean>`queued = 1`)
    .where("lease_until", ">=", now)
    .executeTakeFirst();
  return row?.until ?? undefined;
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
