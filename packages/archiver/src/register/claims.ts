import { sql, type Transaction } from "kysely";
import { type Evidence, type FileCondition, type FileStep, fileKeyText, mayFollow } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import type { JobKind } from "../domain/jobs.js";
import { note } from "./audit.js";
import type { CommitQueue } from "./commit-queue.js";
import { conditionColumns, type RegisteredFile, registeredFile } from "./files.js";
import { rederiveTags } from "./images.js";
import { settle } from "./jobs.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

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
    await db
      .updateTable("job")
      .set({ state: "Running" })
      .where("state", "=", "Approved")
      .where("id", "in", db.selectFrom("file").select("job_id").where("key", "in", keys) as never)
      .execute();
    await db
      .updateTable("file")
      .set({ claim_token: token, claim_worker: worker, lease_until: now + leaseMs })
      .where("key", "in", keys)
      .execute();
    return db
      .selectFrom("file")
      .innerJoin("job", "job.id", "file.job_id")
      .selectAll("file")
      .select("job.kind as job_kind")
      .where("file.key", "in", keys)
      .orderBy("file.key")
      .execute();
  });
  return rows.map((row) => {
    const file = registeredFile(row);
    const jobId = row.job_id as JobId;
    return {
      ...file,
      jobId,
      jobKind: row.job_kind,
      token: row.claim_token,
      ledger: new FileLedger(register, queue, file, jobId, row.claim_token, worker),
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

/** Where the engine commits each step of one claimed file. Every promise that resolves is on the disk. */
export class FileLedger {
  private step: FileStep;
  private evidence: Evidence;

  constructor(
    private readonly register: Register,
    private readonly queue: CommitQueue,
    private readonly file: RegisteredFile,
    private readonly jobId: JobId,
    private readonly token: number,
    private readonly worker: string,
  ) {
    this.step = file.step;
    this.evidence = file.evidence;
  }

  private get key(): string {
    return fileKeyText(this.file.key);
  }

  /** @throws FencedOff */
  async commit(step: FileStep, found: Partial<Evidence> = {}): Promise<void> {
    if (!mayFollow(this.step, step)) throw new TypeError(`a file that is ${this.step} can't become ${step}`);
    const evidence = { ...this.evidence, ...found };
    await this.queue.run(async (db) => {
      const now = Date.now();
      await this.change(db, { step, evidence: JSON.stringify(evidence) });
      if (step === "verified" && evidence.storeId) await this.recordCopy(db, evidence, now);
      if (step === "archived" || (step === "online" && this.step === "restored")) await this.done(db, step, now);
    });
    this.step = step;
    this.evidence = evidence;
  }

  /** @throws FencedOff when another worker has taken the file over. */
  async stillMine(): Promise<void> {
    const row = await this.register
      .selectFrom("file")
      .select("claim_token")
      .where("key", "=", this.key)
      .executeTakeFirst();
    if (row?.claim_token !== this.token) throw this.fencedOff();
  }

  /** The file can't be worked on: its job goes on with the others and ends in Error, or passes it over. */
  async fail(condition: Exclude<FileCondition, { is: "ok" }>): Promise<void> {
    await this.queue.run(async (db) => {
      const now = Date.now();
      await this.change(db, { ...conditionColumns(condition), queued: 0, claim_worker: null, lease_until: 0 });
      await db
        .updateTable("job")
        .set((e) =>
          condition.is === "failed" ? { failed: e("failed", "+", 1) } : { passed_over: e("passed_over", "+", 1) },
        )
        .where("id", "=", this.jobId)
        .execute();
      await note(
        db,
        {
          who: this.worker,
          what: condition.is,
          subject: `file ${this.key}`,
          why: conditionColumns(condition).cause ?? "",
        },
        now,
      );
      await settle(db, this.jobId, now);
    });
  }

  /** Gives the file back untouched, to be taken by the next who asks, not before `after` (ms since 1970). */
  async release(after = 0): Promise<void> {
    await this.queue.run((db) => this.change(db, { claim_worker: null, lease_until: after }));
  }

  private async done(db: Transaction<Tables>, step: FileStep, now: number): Promise<void> {
    await this.change(db, { queued: 0, claim_worker: null, lease_until: 0, job_id: null });
    await db
      .updateTable("job")
      .set((e) => ({ done: e("done", "+", 1), bytes_done: e("bytes_done", "+", this.file.size) }))
      .where("id", "=", this.jobId)
      .execute();
    await note(
      db,
      { who: this.worker, what: step === "archived" ? "archived" : "restored", subject: `file ${this.key}` },
      now,
    );
    await settle(db, this.jobId, now);
    const images = await db.selectFrom("file_image").select("image_id").where("file", "=", this.key).execute();
    await rederiveTags(
      db,
      images.map((image) => image.image_id),
    );
  }

  private async recordCopy(db: Transaction<Tables>, evidence: Evidence, now: number): Promise<void> {
    const copy = {
      path: evidence.storePath ?? "",
      sha256: evidence.digests?.sha256 ?? "",
      size: evidence.size ?? 0,
      verified_how: evidence.verifiedHow ?? "",
      verified_at: now,
    };
    await db
      .insertInto("copy")
      .values({ file: this.key, store_id: evidence.storeId as string, ...copy })
      .onConflict((conflict) => conflict.columns(["file", "store_id"]).doUpdateSet(copy))
      .execute();
  }

  private async change(db: Transaction<Tables>, columns: Record<string, unknown>): Promise<void> {
    const { numUpdatedRows } = await db
      .updateTable("file")
      .set(columns)
      .where("key", "=", this.key)
      .where("claim_token", "=", this.token)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw this.fencedOff();
  }

  private fencedOff(): FencedOff {
    return new FencedOff(
      `${this.file.path} was taken over by another worker while this one stood still; it is left alone`,
    );
  }
}
