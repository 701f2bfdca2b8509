import { type Command, InvalidArgumentError } from "commander";
import { formatISO9075 } from "date-fns/formatISO9075";
import prettyBytes from "pretty-bytes";
import { keepsOneCopyOnly } from "../../config/configuration.js";
import { fileKeyText } from "../../domain/files.js";
import type { JobId } from "../../domain/ids.js";
import { type Decision, JOB_STATES, type JobState } from "../../domain/jobs.js";
import { WrongWords } from "../../omero/objects.js";
import { history } from "../../register/audit.js";
import { failedFilesOfJob, filesOfJob } from "../../register/files.js";
import { imagesInJob, imagesOfJob, type Job, jobById, listJobs } from "../../register/jobs.js";
import { acceptDigest } from "../../services/accept-digest.js";
import { type Decided, decideOnJobs } from "../../services/decide.js";
import { restartJobs } from "../../services/restart.js";
import { withOmero, withRegister } from "../../services/site.js";
import { complainOf, contextOf, untold, warnOfMail } from "../context.js";
import type { Output } from "../output.js";

export function jobsCommand(program: Command): void {
  const jobs = program
    .command("jobs")
    .summary("see jobs and decide on them")
    .description("See jobs and decide on them.");
  jobs
    .command("list")
    .description("Lists jobs, newest first.")
    .option("--state <states...>", `only those in these states: ${JOB_STATES.join(", ")}`, states)
    .option("--limit <n>", "how many at most", positive, 100)
    .action(async (options: { state?: JobState[]; limit: number }, command: Command) => {
      const { config, output } = contextOf(command);
      const found = await withRegister(config, (register) =>
        listJobs(register, { limit: options.limit, ...(options.state ? { states: options.state } : {}) }),
      );
      output.result(found);
      if (found.length === 0) output.say("No jobs.");
      else tableOf(output, found);
    });
  jobs
    .command("show")
    .description("Shows a job with its images, its files and what was decided.")
    .argument("<job>", "its number", positive)
    .option("--limit <n>", "images and files shown, of each so many at most", positive, 1_000)
    .option("--failed", "only those files that have failed")
    .action(async (id: number, { limit, failed }: { limit: number; failed?: boolean }, command: Command) => {
      const { config, output } = contextOf(command);
      await withRegister(config, async (register) => {
        const jobId = id as JobId;
        const job = await jobById(register, jobId);
        const [images, files, decisions] = [
          await imagesOfJob(register, jobId, { limit }),
          await (failed ? failedFilesOfJob : filesOfJob)(register, jobId, { limit }),
          await history(register, `job ${jobId}`),
        ];
        const more = {
          images: (await imagesInJob(register, jobId)) - images.length,
          files: (failed ? job.counts.failed : job.counts.files) - files.length,
        };
        output.result({
          ...job,
          images,
          files: files.map((file) => ({ ...file, key: fileKeyText(file.key) })),
          more,
          history: decisions,
        });
        tableOf(output, [job]);
        if (job.note.description) output.say(`\nDescription: ${job.note.description}`);
        output.say(`Expiry: ${job.note.expiry ?? "never"}\n`);
        output.table(
          ["Image", "Name", "Owner", "State", "This job's"],
          images.map((image) => [image.id, image.name, image.owner.omeName, image.wanted, image.ours ? "yes" : "no"]),
        );
        if (more.images > 0) output.say(`… and ${more.images} more: --limit`);
        output.say("");
        output.table(
          ["File", "Size", "Step", "Condition", "Path"],
          files.map((file) => [
            fileKeyText(file.key),
            prettyBytes(file.size),
            file.step,
            conditionText(file.condition),
            file.path,
          ]),
        );
        if (more.files > 0) output.say(`… and ${more.files} more: --limit, --failed`);
        output.say("");
        output.table(
          ["When", "Who", "What", "Why"],
          decisions.map(({ at, who, what, why }) => [formatISO9075(at), who, what, why ?? ""]),
        );
      });
    });
  for (const [decision, what] of DECISIONS) {
    jobs
      .command(decision)
      .description(what)
      .argument("<jobs...>", "their numbers", positives)
      .option("--reason <text>", "why, for the record")
      .action(async (ids: number[], options: { reason?: string }, command: Command) => {
        const { config, output, login } = contextOf(command);
        const result = await withOmero(config, login, (client) =>
          withRegister(config, (register) =>
            decideOnJobs(client, register, config, ids as JobId[], decision, options.reason),
          ),
        );
        output.result(result);
        tableOf(output, result.jobs);
        if (decision === "approve" && keepsOneCopyOnly(config)) {
          output.say(
            "\nOne copy only: the store has neither safeAfter nor safeCommand, so the original goes as soon as its copy is verified.",
          );
        }
        complainOfDecided(output, result);
      });
  }
  addRestart(jobs);
  addAcceptDigest(jobs);
}

/** Jobs in Error, one or all: each cause is shown, and their files are tried again by the next run. */
function addRestart(jobs: Command): void {
  jobs
    .command("restart")
    .description("Lets the failed files of jobs in Error be tried again, and shows why they failed.")
    .argument("[jobs...]", "their numbers", positives)
    .option("--all", "all jobs in Error")
    .option("--reason <text>", "why, for the record")
    .addHelpText("after", "\n(The prototype's restart_error_job)")
    .action(async (ids: number[], options: { all?: boolean; reason?: string }, command: Command) => {
      const { config, output, login } = contextOf(command);
      if ((options.all ?? false) === ids.length > 0) throw new WrongWords("name jobs, or say --all");
      const result = await withOmero(config, login, (client) =>
        withRegister(config, (register) =>
          restartJobs(client, register, config, options.all ? "all" : (ids as JobId[]), options.reason),
        ),
      );
      const { jobs, causes } = result;
      output.result(result);
      output.table(
        ["Job", "File", "Cause"],
        causes.map(({ job, file, cause }) => [job, file, cause]),
      );
      output.say(`\nRestarting ${causes.length} file(s) in ${jobs.length} job(s).`);
      complainOfDecided(output, result);
    });
}

function addAcceptDigest(jobs: Command): void {
  jobs
    .command("accept-digest")
    .summary("let a file be archived as it is, although OMERO recorded another digest")
    .description(
      "Says that a file which the site changed knowingly is right as it is now, although OMERO recorded another digest. For " +
        "administrators; it is audited. From then on the file has to be as it is now.",
    )
    .argument("<file>", "its key, such as managed:12, or its path")
    .requiredOption("--reason <text>", "what was changed, and why, for the record")
    .addHelpText("after", "\nAfterwards: omero-archiver jobs restart JOB")
    .action(async (file: string, { reason }: { reason: string }, command: Command) => {
      const { config, output, login } = contextOf(command);
      const accepted = await withOmero(config, login, (client) =>
        withRegister(config, (register) => acceptDigest(client, register, config, file, reason)),
      );
      output.result(accepted);
      output.say(`${accepted.path}: SHA-256 ${accepted.sha256} is accepted, in place of ${accepted.instead}.`);
    });
}

const DECISIONS: readonly (readonly [Decision, string])[] = [
  ["approve", "Lets jobs be archived (or restored) by the next run."],
  ["decline", "Refuses jobs: their images lose the tag ARCHIVE-PENDING, and may be asked for again."],
  ["cancel", "Stops jobs wherever they are; what is archived already stays so."],
  ["pause", "Lets no more files of jobs be begun."],
  ["resume", "Goes on with paused jobs."],
];

function tableOf(output: Output, jobs: readonly Job[]): void {
  output.table(
    ["Job", "Kind", "State", "Asker", "Owner", "Group", "Files", "Done", "Failed", "Passed over", "Size", "Created"],
    jobs.map((job) => [
      ...[job.id, job.kind, job.state, job.asker.omeName, job.owner.omeName, job.group.name],
      ...[
        job.counts.files,
        job.counts.done,
        job.counts.failed,
        job.counts.passedOver,
        prettyBytes(job.bytes),
        formatISO9075(job.createdAt),
      ],
    ]),
  );
}

function complainOfDecided(output: Output, { told, folders, mailed }: Decided): void {
  warnOfMail(output, mailed);
  complainOf(output, [...told.failed.map(untold), ...folders.complaints]);
}

function conditionText(condition: Awaited<ReturnType<typeof filesOfJob>>[number]["condition"]): string {
  return condition.is === "failed"
    ? `failed: ${condition.cause}`
    : condition.is === "ignored"
      ? `ignored: ${condition.reason}`
      : condition.is;
}

function states(value: string, earlier: JobState[] = []): JobState[] {
  const state = JOB_STATES.find((known) => known.toLowerCase() === value.toLowerCase());
  if (!state) throw new InvalidArgumentError(`States are ${JOB_STATES.join(", ")}.`);
  return [...earlier, state];
}

function positives(value: string, earlier: number[] = []): number[] {
  return [...earlier, positive(value)];
}

function positive(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("A positive whole number is wanted.");
  return Number(value);
}
