import type { OmeroClient } from "@omero-archiver/omero";
import type { MailConfiguration } from "../../config/configuration.js";
import type { JobId } from "../../domain/ids.js";
import { MailRefused, MailServer, MailServerUnavailable } from "../../mail/server.js";
import { TOO_LARGE } from "../../mail/templates.js";
import { jobFileName } from "../../records/job-file.js";
import { placementOf } from "../../register/job-folders.js";
import { countWaiting, dueMails, serverAway, setFate, setServerAway, type WaitingMail } from "../../register/mails.js";
import type { Register } from "../../register/register.js";
import { jobAsText } from "../folders/job-as-text.js";
import { type Asked, askedJobs } from "./asked.js";

/** When a mail server that could not be used, or one that refused a mail for now, is tried again (ms). */
const TRY_AGAIN = 10 * 60_000;
/** A mail that is refused for now is given up after so long (ms), as mail servers do. */
const GIVE_UP = 5 * 86_400_000;
/** What sending may take at a time (ms), so that other work goes on: the rest is sent the next time. */
const LONGEST = 60_000;
/** Job files up to this size (bytes) go with a mail: servers refuse large ones. */
const LARGEST = 5 << 20;
/** Mails that are looked at in one go. */
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

/** What two times of sending came to together. */
export function mailedInAll(first: Mailed | undefined, second: Mailed | undefined): Mailed | undefined {
  if (!first || !second) return second ?? first;
  return { ...second, sent: first.sent + second.sent, refused: [...first.refused, ...second.refused] };
}

/** Sends what is due, and says what became of it. */
export async function sendMails(
  client: OmeroClient,
  register: Register,
  mail: MailConfiguration,
  now: number,
): Promise<Mailed> {
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
    for (let due = await dueMails(register, now, PAGE); due.length > 0; due = await dueMails(register, now, PAGE)) {
      const asked = await askedJobs(
        client,
        register,
        due.flatMap(({ jobId }) => (jobId === undefined ? [] : [jobId])),
      );
      for (const one of due) {
        if (Date.now() > until) return await result();
        const trouble = await sendOne(register, server, one, asked, now);
        if (trouble === undefined) sent++;
        else if (trouble.forGood) refused.push({ address: one.address, cause: trouble.cause });
      }
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
  asked: ReadonlyMap<JobId, Asked>,
  now: number,
): Promise<{ forGood: boolean; cause: string } | undefined> {
  const { id, at, address: to, subject, body } = mail;
  const about = mail.jobId === undefined ? undefined : asked.get(mail.jobId);
  const attachment = about && (await jobFile(register, about));
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
  { job, address }: Asked,
): Promise<{ name: string; text: string } | "too large" | undefined> {
  if (job.kind !== "archive") return undefined;
  const name = (await placementOf(register, job.id))?.name ?? jobFileName(job.createdAt, job.id);
  const parts: string[] = [];
  let size = 0;
  for await (const part of jobAsText(register, job, address)) {
    size += Buffer.byteLength(part);
    if (size > LARGEST) return "too large";
    parts.push(part);
  }
  return { name: `${name}.txt`, text: parts.join("") };
}
