// npm run bench -- register [--json] [--files N] [--register URL]: what commands ask the register first, in a register of N
// files (1,000,000 unless said), and in one of a hundredth of them: what grows with the register shows. Each question is
// asked over a new connection, `--rounds` times. URL: an empty database ($PGPASSWORD); else
// SQLite in a temporary folder ($BENCH_DIR).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { fileNamed } from "../dist/register/accepted.js";
import { claimFiles, renewLeases } from "../dist/register/claims.js";
import { CommitQueue } from "../dist/register/commit-queue.js";
import { decide } from "../dist/register/decide.js";
import { isPostgres } from "../dist/register/dialect.js";
import { archivedClosure, failedFilesOfJob, fileByKey, filesOfImage, filesOfJob } from "../dist/register/files.js";
import { workersWithLeases } from "../dist/register/holders.js";
import { untoldImages } from "../dist/register/images.js";
import { jobsBehind, openPlacements } from "../dist/register/job-folders.js";
import { imagesInJob, imagesOfJob, jobById, jobTotals, listJobs, openWork } from "../dist/register/jobs.js";
import { createJob } from "../dist/register/new-job.js";
import { inHand } from "../dist/register/progress.js";
import { unrecordedFiles } from "../dist/register/records.js";
import { openRegister } from "../dist/register/register.js";
import { fill, imageOf, JOB, keyOf, pathOf } from "./_fill.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const json = process.argv.includes("--json");
const rounds = Number(option("rounds", "5"));
const files = Number(option("files", "1000000"));
const url = option("register");
/** As long as a person may have to wait for a first answer (ms). */
const LONGEST = 100;

const sizes = url ? [files] : [Math.max(100_000, files / 100), files];
const results = [];
for (const size of sizes) results.push(await measured(size));

const rows = Object.keys(results[0].ms).map((question) => ({
  question,
  ...Object.fromEntries(
    results.map(({ files, ms }) => [`${files.toLocaleString("en")} files: ms`, ms[question].median]),
  ),
  slowest: results.at(-1).ms[question].slowest,
  late: results.at(-1).ms[question].median > LONGEST,
}));
if (json) console.log(JSON.stringify({ rounds, results }, null, 2));
else {
  for (const { files, built, bytes } of results)
    console.log(
      `${files.toLocaleString("en")} files: built in ${built} s${bytes ? `, ${(bytes / 2 ** 30).toFixed(2)} GiB` : ""}`,
    );
  console.table(Object.fromEntries(rows.map(({ question, late: _, ...others }) => [question, others])));
}
const slow = rows.filter(({ late }) => late);
if (slow.length > 0) {
  console.error(`over ${LONGEST} ms: ${slow.map(({ question }) => question).join("; ")}`);
  process.exitCode = 1;
}

async function measured(files) {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "bench-register-"));
  const place = url ?? `sqlite:${folder}/register.db`;
  try {
    const start = performance.now();
    const register = await openRegister(place);
    if (!isPostgres(register)) await sql`pragma synchronous = off`.execute(register);
    const jobs = await fill(register, files);
    const bytes = isPostgres(register)
      ? await number(register, sql`select pg_database_size(current_database()) as n`)
      : await number(register, sql`select page_count * page_size as n from pragma_page_count(), pragma_page_size()`);
    // What PostgreSQL does by itself after a while.
    if (isPostgres(register)) await sql`vacuum analyze`.execute(register);
    await register.destroy();
    const built = Math.round((performance.now() - start) / 1000);
    const times = new Map();
    for (let round = 0; round < rounds; round++)
      for (const [question, ask] of Object.entries(questions(files, jobs, round))) {
        const before = performance.now();
        const register = await openRegister(place);
        const opened = performance.now();
        await ask(register);
        const done = performance.now();
        await register.destroy();
        note(times, "any command: opens the register", opened - before);
        note(times, question, done - opened);
      }
    return {
      files,
      built,
      bytes,
      ms: Object.fromEntries([...times].map(([question, all]) => [question, summary(all)])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function questions(files, jobs, round) {
  /** Another file each time. */
  const i = Math.ceil((files * (round + 0.5)) / rounds);
  const queue = (register) => new CommitQueue(register);
  const batch = { worker: "bench 1 since 1", limit: 1_024, bytes: 256 << 20, leaseMs: 60_000 };
  return {
    status: jobTotals,
    "status Image:…": (register) => filesOfImage(register, imageOf(i)),
    "status --watch": async (register) => {
      await listJobs(register, { states: ["Approved", "Running", "Waiting"], limit: 1_000 });
      await inHand(register);
    },
    "jobs list": (register) => listJobs(register),
    "jobs list --state Finished": (register) => listJobs(register, { states: ["Finished"] }),
    "jobs list --state Finished Error": (register) => listJobs(register, { states: ["Finished", "Error"] }),
    "jobs show, of 1,000 files": (register) => show(register, jobs.finished),
    "jobs show, of a tenth of all files": (register) => show(register, jobs.large),
    "jobs approve, of 1,000 files": (register) => decide(register, jobs.fresh(round), "approve", "bench"),
    "jobs restart, of a tenth of all files: what has failed": (register) => failedFilesOfJob(register, jobs.large),
    "jobs accept-digest PATH": (register) => fileNamed(register, pathOf(i)),
    "jobs …: files in folders": async (register) => {
      await openPlacements(register);
      await jobsBehind(register, { after: 0, limit: 1_000 });
    },
    "run: takes files": (register) => claimFiles(register, queue(register), batch),
    "run --job, the last one: takes files": (register) =>
      claimFiles(register, queue(register), { ...batch, job: jobs.large }),
    "run: more time for what is in hand": (register) => renewLeases(register, batch.worker, batch.leaseMs),
    "run: who is dead": workersWithLeases,
    "run: what is left": (register) => openWork(register),
    "run: what OMERO is to be told": (register) => untoldImages(register, { limit: 5_000 }),
    "run: what is to be recorded": (register) => unrecordedFiles(register, { after: "", limit: 5_000 }),
    "scan: which of 1,000 files are known": async (register) => {
      if (await createJob(register, asked(jobs.finished), "bench")) throw new Error("they are known");
    },
    "restore Image:…: what comes with it": (register) => archivedClosure(register, [imageOf(i)]),
    "sweep: whose a file is": (register) =>
      fileByKey(register, { kind: "managed", id: Number(keyOf(i).split(":")[1]) }),
  };
}

async function show(register, job) {
  await jobById(register, job);
  await imagesOfJob(register, job, { limit: 1_000 });
  await filesOfJob(register, job, { limit: 1_000 });
  await imagesInJob(register, job);
}

/** A request for the files of a job of a thousand. */
function asked(job) {
  const somebody = { id: 1, omeName: "user1" };
  const numbers = Array.from({ length: JOB }, (_, n) => (job - 1) * JOB + n + 1);
  const images = [...new Set(numbers.map(imageOf))];
  return {
    kind: "archive",
    asker: somebody,
    owner: somebody,
    group: { id: 1, name: "group1" },
    note: {},
    images: images.map((id) => ({ id, name: `image ${id}`, owner: somebody, groupId: 1, archivedBefore: false })),
    files: numbers.map((i) => ({
      key: { kind: "managed", id: Number(keyOf(i).split(":")[1]) },
      path: pathOf(i),
      size: 1,
      condition: { is: "ok" },
      images: [imageOf(i)],
    })),
  };
}

async function number(register, query) {
  return Number((await query.execute(register)).rows[0].n);
}

function note(times, question, ms) {
  times.set(question, [...(times.get(question) ?? []), ms]);
}

function summary(all) {
  const sorted = [...all].sort((a, b) => a - b);
  const round = (ms) => Number(ms.toFixed(1));
  return { median: round(sorted[sorted.length >> 1]), slowest: round(sorted.at(-1)) };
}
