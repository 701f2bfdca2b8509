import { sql, type Transaction } from "kysely";
import { type Evidence, type FileCondition, type FileStep, fileKeyText } from "../domain/files.js";
import type { JobId } from "../domain/ids.js";
import { settle } from "./decide.js";
import { locked, tableOf } from "./dialect.js";
import { conditionColumns, type RegisteredFile } from "./files.js";
import { rederiveTags } from "./images.js";
import type { Tables } from "./tables.js";

/** What happens to a claimed file. Each counts only while its claim does. */
export type Change = ClaimedChange &
  (
    | { readonly is: "step"; readonly step: FileStep; readonly evidence: Evidence; readonly copied: boolean }
    /** The last step of its job. */
    | { readonly is: "done"; readonly step: FileStep; readonly evidence: Evidence }
    | { readonly is: "stopped"; readonly condition: Exclude<FileCondition, { is: "ok" }> }
    | { readonly is: "released"; readonly until: number }
    /** Nothing: only whether the claim still counts is asked. */
    | { readonly is: "looked at" }
  );

interface ClaimedChange {
  readonly file: RegisteredFile;
  readonly jobId: JobId;
  readonly token: number;
  readonly worker: string;
}

type Of<K extends Change["is"]> = Extract<Change, { is: K }>;

/**
 * Makes changes to different files, in a few statements however many they are.
 * @returns those that were refused, as another worker has the file now
 */
export async function applyChanges(
  db: Transaction<Tables>,
  changes: readonly Change[],
  now: number,
): Promise<Set<Change>> {
  const refused = await fencedOff(db, changes);
  const of = <K extends Change["is"]>(is: K) =>
    changes.filter((change): change is Of<K> => change.is === is && !refused.has(change));
  await setSteps(db, [...of("step"), ...of("done")]);
  await recordCopies(
    db,
    of("step").filter(({ copied }) => copied),
    now,
  );
  await release(db, of("released"));
  await stop(db, of("stopped"));
  await finish(db, of("done"), now);
  await noteAll(db, [...of("done"), ...of("stopped")], now);
  for (const jobId of new Set([...of("done"), ...of("stopped")].map((change) => change.jobId)))
    await settle(db, jobId, now);
  await rederive(db, of("done"));
  return refused;
}

const keyOf = (change: Change) => fileKeyText(change.file.key);

/** The keys of files, to be looked for with `in`. */
function keysOf(db: Transaction<Tables>, changes: readonly Change[]) {
  return sql`(select j.value ->> 'key' from ${tableOf(
    db,
    changes.map((change) => ({ key: keyOf(change) })),
  )} as j)`;
}

/** A change counts while its claim does; one that was made already, and is tried again as nobody knows, does not count twice. */
async function fencedOff(db: Transaction<Tables>, changes: readonly Change[]): Promise<Set<Change>> {
  const { rows } = await sql<{ key: string; token: number; worker: string; job: number }>`
    select file.key as "key", claim_token as token, claim_worker as worker, job_id as job from file
    where file.key in ${keysOf(db, changes)} ${locked(db)}`.execute(db);
  const claims = new Map(rows.map(({ key, ...claim }) => [key, claim]));
  return new Set(
    changes.filter((change) => {
      const claim = claims.get(keyOf(change));
      return claim?.token !== change.token || claim.worker !== change.worker || claim.job !== change.jobId;
    }),
  );
}

async function setSteps(db: Transaction<Tables>, changes: readonly (Of<"step"> | Of<"done">)[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    key: keyOf(change),
    step: change.step,
    evidence: JSON.stringify(change.evidence),
  }));
  await sql`
    update file set step = j.value ->> 'step', evidence = j.value ->> 'evidence'
    from ${tableOf(db, rows)} as j where file.key = j.value ->> 'key'`.execute(db);
}

async function recordCopies(db: Transaction<Tables>, changes: readonly Of<"step">[], now: number): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    file: keyOf(change),
    store_id: change.evidence.storeId,
    path: change.evidence.storePath ?? "",
    sha256: change.evidence.digests?.sha256 ?? "",
    size: change.evidence.size ?? 0,
    how: change.evidence.verifiedHow ?? "",
  }));
  await sql`
    insert into copy (file, store_id, path, sha256, size, verified_how, verified_at)
    select j.value ->> 'file', j.value ->> 'store_id', j.value ->> 'path', j.value ->> 'sha256', cast(j.value ->> 'size' as bigint),
      j.value ->> 'how', cast(${now} as bigint)
    from ${tableOf(db, rows)} as j where true
    on conflict (file, store_id) do update set path = excluded.path, sha256 = excluded.sha256, size = excluded.size,
      verified_how = excluded.verified_how, verified_at = excluded.verified_at`.execute(db);
}

async function release(db: Transaction<Tables>, changes: readonly Of<"released">[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ key: keyOf(change), until: change.until }));
  await sql`
    update file set claim_worker = null, lease_until = cast(j.value ->> 'until' as bigint)
    from ${tableOf(db, rows)} as j where file.key = j.value ->> 'key'`.execute(db);
}

async function stop(db: Transaction<Tables>, changes: readonly Of<"stopped">[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ key: keyOf(change), ...conditionColumns(change.condition) }));
  await sql`
    update file set "condition" = j.value ->> 'condition', cause = j.value ->> 'cause', queued = 0, claim_worker = null,
      lease_until = 0
    from ${tableOf(db, rows)} as j where file.key = j.value ->> 'key'`.execute(db);
  for (const [jobId, some] of byJob(changes)) {
    const failed = some.filter(({ condition }) => condition.is === "failed").length;
    await db
      .updateTable("job")
      .set((e) => ({ failed: e("failed", "+", failed), passed_over: e("passed_over", "+", some.length - failed) }))
      .where("id", "=", jobId)
      .execute();
  }
}

async function finish(db: Transaction<Tables>, changes: readonly Of<"done">[], now: number): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update file set queued = 0, claim_worker = null, lease_until = 0, job_id = null, unrecorded = 1, ended_at = ${now}
    where file.key in ${keysOf(db, changes)}`.execute(db);
  for (const [jobId, some] of byJob(changes)) {
    const bytes = some.reduce((sum, { file }) => sum + file.size, 0);
    await db
      .updateTable("job")
      .set((e) => ({ done: e("done", "+", some.length), bytes_done: e("bytes_done", "+", bytes) }))
      .where("id", "=", jobId)
      .execute();
  }
}

function byJob<T extends Change>(changes: readonly T[]): Map<JobId, T[]> {
  const jobs = new Map<JobId, T[]>();
  for (const change of changes) jobs.set(change.jobId, [...(jobs.get(change.jobId) ?? []), change]);
  return jobs;
}

async function noteAll(
  db: Transaction<Tables>,
  changes: readonly (Of<"done"> | Of<"stopped">)[],
  now: number,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    who: change.worker,
    what: change.is === "done" ? (change.step === "archived" ? "archived" : "restored") : change.condition.is,
    subject: `file ${keyOf(change)}`,
    why: change.is === "done" ? null : (conditionColumns(change.condition).cause ?? ""),
  }));
  await sql`
    insert into audit (at, who, what, subject, why)
    select cast(${now} as bigint), j.value ->> 'who', j.value ->> 'what', j.value ->> 'subject', j.value ->> 'why'
    from ${tableOf(db, rows)} as j where true`.execute(db);
}

async function rederive(db: Transaction<Tables>, changes: readonly Of<"done">[]): Promise<void> {
  if (changes.length === 0) return;
  const { rows } = await sql<{ image: number }>`
    select distinct image_id as image from file_image
    where file in ${keysOf(db, changes)}`.execute(db);
  await rederiveTags(
    db,
    rows.map(({ image }) => Number(image)),
  );
}
