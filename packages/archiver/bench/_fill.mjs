// Fills an empty register as years of work would: nine tenths of the files in jobs of a thousand, one job with the rest. Of
// ten jobs six are finished, one is new, one approved, one waits for its store, and one is in Error.
import { sql } from "kysely";

/** Files of a job. */
export const JOB = 1_000;
/** Files of an image, and bytes of a file. */
const IMAGE = 10;
const SIZE = 1_000_000;
/** Rows in one statement. */
const ROWS = 200_000;
/** Ids of OMERO have no more digits than this one. */
const FIRST = 1_000_000_000;

/** The file by its number from 1. */
export const keyOf = (i) => `managed:${FIRST + i}`;
export const pathOf = (i) =>
  `/OMERO/ManagedRepository/user_${i % 50}/2026-11/27/plate-${Math.ceil(i / JOB)}/${FIRST + i}.ome.tiff`;
export const imageOf = (i) => Math.ceil(i / IMAGE);
/** When a copy that waits for its store is asked about again. */
const LATER = Date.now() + 365 * 86_400_000;

const FINISHED = { state: "'Finished'", done: JOB, failed: 0, endedAt: "i" };
/** Jobs in turn, by what is in their rows: texts are SQL. Of a job in Error one file of a hundred has failed. */
const TURNS = [
  ...Array(6).fill(FINISHED),
  { state: "'New'", done: 0, failed: 0, endedAt: "null" },
  { state: "'Approved'", done: 0, failed: 0, endedAt: "null" },
  { state: "'Running'", done: 0, failed: 0, endedAt: "null" },
  { state: "'Error'", done: 0.99 * JOB, failed: 0.01 * JOB, endedAt: "null" },
];
/** What the job with the number i has in a column. */
const of = (column) =>
  sql.raw(`case (i - 1) % 10 ${TURNS.map((turn, n) => `when ${n} then ${turn[column]}`).join(" ")} end`);

/** @returns the jobs that the queries ask for */
export async function fill(register, files) {
  const small = Math.floor((files * 0.9) / JOB);
  const inSmall = small * JOB;
  const key = sql`'managed:' || (${sql.lit(FIRST)} + i)`;
  const job = sql`case when i <= ${sql.lit(inSmall)} then (i - 1) / ${sql.lit(JOB)} + 1 else ${sql.lit(small + 1)} end`;
  // The turn of its job; the large one is approved.
  const state = sql`case when i <= ${sql.lit(inSmall)} then ((i - 1) / ${sql.lit(JOB)}) % 10 else 7 end`;
  const failed = sql`(state = 9 and i % 100 = 0)`;
  const numbers = (from, to) => sql`
    with recursive n(i) as (select cast(${sql.lit(from)} as bigint) union all select i + 1 from n where i < ${sql.lit(to)}),
      f as (select i, ${key} as key, ${job} as job, ${state} as state from n)`;
  const each = async (most, statement) => {
    for (let from = 1; from <= most; from += ROWS)
      await statement(numbers(from, Math.min(most, from + ROWS - 1))).execute(register);
  };

  await each(
    small,
    (n) => sql`${n}
    insert into job (kind, state, asker_id, asker_name, owner_id, owner_name, group_id, group_name, created_at, ended_at,
      files, done, failed, passed_over, bytes, bytes_done)
    select 'archive', ${of("state")}, i % 50, 'user' || (i % 50), i % 50, 'user' || (i % 50), i % 7, 'group' || (i % 7), i,
      ${of("endedAt")}, ${sql.lit(JOB)}, ${of("done")}, ${of("failed")}, 0, ${sql.lit(JOB * SIZE)}, ${sql.lit(SIZE)} * ${of("done")}
    from n order by i`,
  );
  await sql`
    insert into job (kind, state, asker_id, asker_name, owner_id, owner_name, group_id, group_name, created_at, files, done,
      failed, passed_over, bytes, bytes_done)
    select 'archive', 'Approved', 1, 'user1', 1, 'user1', 1, 'group1', 0, ${sql.lit(files - inSmall)}, 0, 0, 0,
      ${sql.lit((files - inSmall) * SIZE)}, 0`.execute(register);
  await each(
    small + 1,
    (n) => sql`${n}
    insert into job_folder (job_id, name, folder, state, done, failed, passed_over)
    select i, i || '.txt', state, state, done, failed, passed_over from n inner join job on job.id = i`,
  );
  await each(
    files,
    (n) => sql`${n}
    insert into file (key, kind, path, size, recorded_algorithm, recorded_digest, step, condition, cause, evidence, job_id, queued,
      claim_token, lease_until, ended_at)
    select key, 'managed',
      '/OMERO/ManagedRepository/user_' || (i % 50) || '/2026-11/27/plate-' || ((i - 1) / ${sql.lit(JOB)} + 1) || '/' || (${sql.lit(FIRST)} + i) || '.ome.tiff',
      ${sql.lit(SIZE)}, 'SHA1-160', 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      case when state < 6 or (state = 9 and not ${failed}) then 'archived' when state = 8 then 'verified' else 'online' end,
      case when ${failed} then 'failed' else 'ok' end, case when ${failed} then 'its digest differs' end,
      '{"size":1000000,"storeId":"store","storePath":"ManagedRepository/' || i || '","verifiedHow":"direct","digests":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}',
      case when state < 6 or (state = 9 and not ${failed}) then null else job end,
      case when state in (7, 8) then 1 else 0 end, 0, case when state = 8 then ${sql.lit(LATER)} else 0 end,
      case when state < 6 then i end
    from f`,
  );
  await each(files, (n) => sql`${n} insert into job_file (job_id, file) select job, key from f`);
  await each(
    files,
    (n) => sql`${n} insert into file_image (file, image_id) select key, (i - 1) / ${sql.lit(IMAGE)} + 1 from f`,
  );
  await each(
    files,
    (n) => sql`${n}
    insert into copy (file, store_id, path, sha256, size, verified_how, verified_at)
    select key, 'store', 'ManagedRepository/' || key, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', ${sql.lit(SIZE)}, 'direct', i
    from f where state < 6 or state = 8`,
  );
  await each(
    files,
    (n) => sql`${n}
    insert into audit (at, who, what, subject) select i, 'host 1 since 1', 'archived', 'file ' || key from f where state < 6 order by i`,
  );
  const images = Math.ceil(files / IMAGE);
  await each(
    images,
    (n) => sql`${n}
    insert into image (id, name, owner_id, owner_name, group_id, asker_id, asker_name, archived_before, wanted_tag, untold)
    select i, 'image ' || i, 1, 'user1', 1, 1, 'user1', 0, 'ARCHIVED', 0 from n`,
  );
  await each(
    images,
    (n) => sql`${n}
    insert into job_image (job_id, image_id, ours)
    select case when i * ${sql.lit(IMAGE)} <= ${sql.lit(inSmall)} then (i * ${sql.lit(IMAGE)} - 1) / ${sql.lit(JOB)} + 1 else ${sql.lit(small + 1)} end, i, 1 from n`,
  );
  return { finished: 1, fresh: (nth) => 7 + 10 * nth, large: small + 1 };
}
