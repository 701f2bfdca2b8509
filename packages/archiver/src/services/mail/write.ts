import type { OmeroClient } from "@omero-archiver/omero";
import type { MailConfiguration } from "../../config/configuration.js";
import { isMailAddress } from "../../domain/mail-address.js";
import { NAMED, newJobsText, newsText, subjectOf } from "../../mail/templates.js";
import { failedFilesOfJob } from "../../register/files.js";
import { countJobs, type Job, listJobs } from "../../register/jobs.js";
import { keepMails, lastAbout, type Mail } from "../../register/mails.js";
import { type News, newsToTell } from "../../register/news.js";
import type { Register } from "../../register/register.js";
import { type Asked, askedJobs } from "./asked.js";

/** Administrators are reminded of new jobs daily (ms): a timer that is a little early counts. */
const REMIND = 23 * 3_600_000;
/** News that are told in one go. */
const PAGE = 100;

/** Makes mails of news, and one of the jobs that wait for approval: when there are more, and daily. */
export async function writeMails(
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
  const asked = await askedJobs(
    client,
    register,
    told.map(({ jobId }) => jobId),
  );
  const mails: Mail[] = [];
  for (const one of told) {
    const { job, address } = asked.get(one.jobId) as Asked;
    const asker = one.about !== "Error" && address !== undefined && isMailAddress(address) ? [address] : [];
    mails.push(...mailsTo([...admins, ...asker], await mailOf(register, job, one)));
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
