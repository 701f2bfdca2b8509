import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration, MailConfiguration } from "../config/configuration.js";
import type { JobId } from "../domain/ids.js";
import { isMailAddress } from "../domain/mail-address.js";
import { MailRefused, MailServer, MailServerUnavailable } from "../mail/server.js";
import { NAMED, newJobsText, newsText, subjectOf, TEST, TOO_LARGE } from "../mail/templates.js";
import { mailAddresses } from "../omero/people.js";
import { jobFileName } from "../records/job-file.js";
import { failedFilesOfJob } from "../register/files.js";
import { placementOf } from "../register/job-folders.js";
import { countJobs, type Job, jobById, listJobs } from "../register/jobs.js";
import {
  countWaiting,
  dueMails,
  keepMails,
  lastAbout,
  type Mail,
  serverAway,
  setFate,
  setServerAway,
  type WaitingMail,
} from "../register/mails.js";
import { type News, newsToTell } from "../register/news.js";
import type { Register } from "../register/register.js";
import { exclusively } from "./exclusively.js";
import { jobFileText } from "./folders/job-file-text.js";

/** Administrators are reminded of new jobs daily (ms): a timer that is a little early counts. */
const REMIND = 23 * 3_600_000;
/** When a mail server that could not be used, or one that refused a mail for now, is tried again (ms). */
const TRY_AGAIN = 10 * 60_000;
/** A mail that is refused for now is given up after so long (ms), as mail servers do. */
const GIVE_UP = 5 * 86_400_000;
/** What sending may take at a time (ms), so that other work goes on: the rest is sent the next time. */
const LONGEST = 60_000;
/** Job files up to this size (bytes) go with a mail: servers refuse large ones. */
const LARGEST = 5 << 20;
const PAGE = 100;

/** What became of mails. */
export interface Mailed {
  readonly sent: number;
  /** Given up. */
  readonly refused: readonly { readonly address: string; readonly cause: string }[];
  /** Kept, to be sent later. */
  readonly waiting: number;
  /** Why the mail server can't be used. */
  readonly trouble?: string;
}

/**
 * Tells people by mail what has happened to jobs. One process at a time, another leaves it to that. What can't be sent now is
 * kept and sent later.
 * @returns undefined: no mail is to be sent, or another process is at it
 */
export async function mailNews(
  client: OmeroClient,
  register: Register,
  { mail, jobs }: Pick<Configuration, "mail" | "jobs">,
  now = Date.now(),
): Promise<Mailed | undefined> {
  // Other people's addresses are for administrators to see: what a user's command has done is told by the next run.
  if (!mail || !(await client.whoAmI()).isAdmin) return undefined;
  const done = await exclusively(register, "mail", async () => {
    await writeMails(client, register, mail, jobs === false ? undefined : jobs, now);
    return sendMails(register, mail, now);
  });
  return "done" in done ? done.done : undefined;
}

/** Sends a test mail, at once. @throws MailRefused, MailServerUnavailable */
export async function sendTest(mail: MailConfiguration, addresses: readonly string[]): Promise<void> {
  const server = await MailServer.open(mail);
  try {
    for (const to of addresses) await server.send({ id: `test-${Date.now()}`, to, ...TEST });
  } finally {
    server.close();
  }
}

/** Makes mails of news, and one of the jobs that wait for approval: when there are more, and daily. */
async function writeMails(
  client: OmeroClient,
  register: Register,
  { admins }: MailConfiguration,
  folder: string | undefined,
  now: number,
): Promise<void> {
  const last = await lastAbout(register, "New");
  let ask = last === undefined || now - last >= REMIND;
  let asked = false;
  for (;;) {
    const news = await newsToTell(register, PAGE);
    ask ||= news.some(({ about }) => about === "New");
    const mails = await mailsOf(client, register, admins, news);
    if (ask && !asked) mails.push(...(await newJobsMails(register, admins, folder)));
    asked ||= ask;
    if (mails.length > 0 || news.length > 0) await keepMails(register, mails, news, now);
    if (news.length < PAGE) return;
  }
}

/** Errors are for administrators; all else is for who asked, too. New jobs have a mail together. */
async function mailsOf(
  client: OmeroClient,
  register: Register,
  admins: readonly string[],
  news: readonly News[],
): Promise<Mail[]> {
  const told = news.filter(({ about }) => about !== "New");
  const jobs = new Map<JobId, Job>();
  for (const { jobId } of told) if (!jobs.has(jobId)) jobs.set(jobId, await jobById(register, jobId));
  const addresses = await mailAddresses(
    client,
    [...jobs.values()].map(({ asker }) => asker.id),
  );
  const mails: Mail[] = [];
  for (const one of told) {
    const job = jobs.get(one.jobId) as Job;
    const asker = one.about === "Error" ? undefined : addresses.get(job.asker.id);
    const to = [...admins, ...(asker !== undefined && isMailAddress(asker) ? [asker] : [])];
    mails.push(...mailsTo(to, await mailOf(register, job, one)));
  }
  return mails;
}

async function mailOf(register: Register, job: Job, news: News): Promise<Omit<Mail, "address">> {
  const { about } = news;
  const causes =
    about === "Error"
      ? (await failedFilesOfJob(register, job.id, { limit: NAMED.causes })).flatMap(({ path, condition }) =>
          condition.is === "failed" ? [`${path}: ${condition.cause}`] : [],
        )
      : [];
  return { about, jobId: job.id, subject: subjectOf(job.kind, about), body: newsText(job, news, causes) };
}

async function newJobsMails(register: Register, admins: readonly string[], folder?: string): Promise<Mail[]> {
  const jobs = await listJobs(register, { states: ["New"], limit: NAMED.jobs });
  if (jobs.length === 0) return [];
  const body = newJobsText(jobs, await countJobs(register, "New"), folder);
  return mailsTo(admins, { about: "New", subject: subjectOf("archive", "New"), body });
}

/** The same mail to each address, once. */
function mailsTo(addresses: readonly string[], mail: Omit<Mail, "address">): Mail[] {
  const unique = new Map(addresses.map((address) => [address.toLowerCase(), address]));
  return [...unique.values()].map((address) => ({ ...mail, address }));
}

async function sendMails(register: Register, mail: MailConfiguration, now: number): Promise<Mailed> {
  const refused: { address: string; cause: string }[] = [];
  let sent = 0;
  const result = async (trouble?: string): Promise<Mailed> => ({
    ...{ sent, refused, waiting: await countWaiting(register) },
    ...(trouble === undefined ? {} : { trouble }),
  });
  const away = await serverAway(register);
  if (away && away.until > now) return result(away.trouble);
  if ((await dueMails(register, now, 1)).length === 0) return result();
  let server: MailServer | undefined;
  try {
    server = await MailServer.open(mail);
    await setServerAway(register, undefined);
    const until = Date.now() + LONGEST;
    for (let due = await dueMails(register, now, PAGE); due.length > 0; due = await dueMails(register, now, PAGE))
      for (const one of due) {
        if (Date.now() > until) return await result();
        const trouble = await sendOne(register, server, one, now);
        if (trouble === undefined) sent++;
        else if (trouble.forGood) refused.push({ address: one.address, cause: trouble.cause });
      }
    return await result();
  } catch (error) {
    if (!(error instanceof MailServerUnavailable)) throw error;
    await setServerAway(register, { until: now + TRY_AGAIN, trouble: error.message });
    return await result(error.message);
  } finally {
    server?.close();
  }
}

/** @returns why it was refused; undefined: it was sent */
async function sendOne(
  register: Register,
  server: MailServer,
  mail: WaitingMail,
  now: number,
): Promise<{ forGood: boolean; cause: string } | undefined> {
  const { id, at, address: to, subject, body } = mail;
  const attachment = mail.jobId === undefined ? undefined : await jobFile(register, mail.jobId);
  const text = attachment === "too large" ? `${body}${TOO_LARGE}` : body;
  try {
    const file = attachment === undefined || attachment === "too large" ? {} : { attachment };
    await server.send({ id: `job-mail-${id}-${at}`, to, subject, text, ...file });
    await setFate(register, id, { is: "sent" });
    return undefined;
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    const trouble = error.message;
    const forGood = error.forGood || now - at > GIVE_UP;
    await setFate(
      register,
      id,
      forGood ? { is: "refused", trouble } : { is: "waiting", until: now + TRY_AGAIN, trouble },
    );
    return { forGood, cause: trouble };
  }
}

/** A job's file as it is now; restores have none. */
async function jobFile(
  register: Register,
  id: JobId,
): Promise<{ name: string; text: string } | "too large" | undefined> {
  const job = await jobById(register, id);
  if (job.kind !== "archive") return undefined;
  const name = (await placementOf(register, id))?.name ?? jobFileName(job.createdAt, id);
  const parts: string[] = [];
  let size = 0;
  for await (const part of jobFileText(register, job)) {
    size += Buffer.byteLength(part);
    if (size > LARGEST) return "too large";
    parts.push(part);
  }
  return { name: `${name}.txt`, text: parts.join("") };
}
