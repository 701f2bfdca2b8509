import { type Command, InvalidArgumentError } from "commander";
import prettyBytes from "pretty-bytes";
import { size } from "../../config/quantities.js";
import type { JobId } from "../../domain/ids.js";
import { jobById, listJobs, openWork } from "../../register/jobs.js";
import { type RunResult, run } from "../../services/run.js";
import { withOmero, withRegister } from "../../services/site.js";
import { complainOf, contextOf, warnOfMail } from "../context.js";
import { stopSignal } from "../interrupt.js";
import type { Output } from "../output.js";
import { progressFor } from "../progress.js";

interface RunOptions {
  readonly job?: JobId;
  readonly limit?: number;
  readonly batch?: number;
  readonly anyTime?: boolean;
  readonly dryRun?: boolean;
}

export function runCommand(program: Command): void {
  program
    .command("run")
    .summary("work on approved jobs: copy, verify, replace")
    .description(
      "Works on all approved jobs: each file is copied to the store, read back from its medium, compared, and only then replaced by " +
        "a symbolic link; images whose files are all archived become ARCHIVED. May be stopped at any time (Ctrl-C, or worse) and run " +
        "again; may run several times at once.",
    )
    .option("--job <job>", "only this job", positive)
    .option("--limit <rate>", "bytes read a second at most, such as 200M (default: limit in the configuration)", rate)
    .option(
      "--batch <n>",
      "files taken on at once at most, by each of a few threads (default 1024): fewer where several runs share small jobs",
      count,
    )
    .option("--any-time", "work outside of the configured hours, too")
    .option("--dry-run", "say what would be worked on, and change nothing")
    .action(async (options: RunOptions, command: Command) => {
      const { config, output, login } = contextOf(command);
      if (options.dryRun)
        return dryRun(output, await withRegister(config, (register) => waiting(register, options.job)));
      const result = await withOmero(config, login, (client) =>
        withRegister(config, async (register) => {
          if (options.job !== undefined) await jobById(register, options.job);
          return run(client, register, config, {
            signal: stopSignal(),
            progress: progressFor(process.stderr, output.json),
            anyTime: options.anyTime ?? false,
            ...(options.job === undefined ? {} : { job: options.job }),
            ...(options.limit === undefined ? {} : { limit: options.limit }),
            ...(options.batch === undefined ? {} : { batch: options.batch }),
          });
        }),
      );
      output.result(result);
      tell(output, result);
    });
}

async function waiting(register: Parameters<typeof listJobs>[0], job?: JobId) {
  const jobs = job
    ? [await jobById(register, job)]
    : await listJobs(register, { states: ["Approved", "Running", "Waiting"] });
  return { jobs, ...(await openWork(register, job)) };
}

function dryRun(output: Output, { jobs, files, bytes }: Awaited<ReturnType<typeof waiting>>): void {
  output.result({ dryRun: true, jobs, files, bytes });
  output.table(
    ["Job", "Kind", "State", "Files", "Done", "Size"],
    jobs.map((job) => [job.id, job.kind, job.state, job.counts.files, job.counts.done, prettyBytes(job.bytes)]),
  );
  output.say(`${files} file(s), ${prettyBytes(bytes)}, would be worked on.`);
}

/** Says what a run came to. @throws Failed where something has failed */
export function tell(output: Output, result: RunResult): void {
  output.say(`${result.done} file(s) done, ${prettyBytes(result.bytes)}.`);
  for (const { path, cause } of result.passedOver) output.say(`Passed over: ${path}: ${cause}`);
  if (result.outsideHours) output.say("Outside of the configured hours; --any-time works all the same.");
  if (result.left.files > 0)
    output.say(`${result.left.files} file(s), ${prettyBytes(result.left.bytes)}, are left for later runs.`);
  tellStates(output, result);
  if (result.oneCopyOnly && result.archived > 0)
    output.say("One copy only: the store has neither safeAfter nor safeCommand; see to it that it is backed up.");
  warnOfMail(output, result.mailed);
  complainOf(output, [
    ...(result.brokenOff === undefined ? [] : [result.brokenOff]),
    ...result.failed.map(({ path, cause }) => (cause.includes(path) ? cause : `${path}: ${cause}`)),
    ...result.told.failed.map(
      ({ image, cause }) => `Image:${image}: its tag could not be written; the next run tries again: ${cause}`,
    ),
    ...result.folders.complaints,
    ...(result.recorded.trouble === undefined ? [] : [result.recorded.trouble]),
  ]);
}

/** What the store calls the copies that it was asked about: no word where all of them are just safe. */
function tellStates(output: Output, { states, late }: RunResult): void {
  const rows = Object.entries(states);
  if (rows.some(([state]) => state !== "safe"))
    output.table(
      ["State in the store", "Files", "Size"],
      rows.map(([state, { files, bytes }]) => [state, files, prettyBytes(bytes)]),
    );
  for (const { path, cause } of late) output.say(`Late: ${path}: ${cause}`);
}

function positive(value: string): JobId {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("A job's number is wanted.");
  return Number(value) as JobId;
}

function count(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError("A number of files from 1 to 9999 is wanted.");
  return Number(value);
}

function rate(value: string): number {
  const parsed = size.safeParse(value);
  if (!parsed.success) throw new InvalidArgumentError("A size such as 200M is wanted.");
  return parsed.data;
}
