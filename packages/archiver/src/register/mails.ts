import type { JobId } from "../domain/ids.js";
import type { MailSubject } from "../domain/mail.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

/** A mail to one address, as it was written. */
export interface Mail {
  readonly about: MailSubject;
  /** The job whose file goes with it. */
  readonly jobId?: JobId;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
}

export interface WaitingMail extends Mail {
  readonly id: number;
  /** When it was written; ms since 1970. */
  readonly at: number;
}

/** Takes mails in, in place of the news that they tell. */
export async function keepMails(
  register: Register,
  mails: readonly Mail[],
  news: readonly { readonly id: number }[],
  at: number,
): Promise<void> {
  await writing(register, async (db) => {
    for (const { about, jobId, address, subject, body } of mails)
      await db
        .insertInto("mail")
        .values({ about, job_id: jobId ?? null, address, subject, body, at, state: "waiting", trouble: null })
        .execute();
    for (const { id } of news) await db.deleteFrom("news").where("id", "=", id).execute();
  });
}

/** Mails that may be tried now, oldest first. */
export async function dueMails(register: Register, now: number, limit: number): Promise<WaitingMail[]> {
  const rows = await register
    .selectFrom("mail")
    .selectAll()
    .where("state", "=", "waiting")
    .where("next_try_at", "<=", now)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id, about, job_id, address, subject, body, at }) => ({
    ...{ id, about, address, subject, body, at },
    ...(job_id === null ? {} : { jobId: job_id as JobId }),
  }));
}

export async function countWaiting(register: Register): Promise<number> {
  const { count } = await register
    .selectFrom("mail")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("state", "=", "waiting")
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** It was sent; or refused for good; or it waits until a time (ms since 1970). */
export type Fate =
  | { readonly is: "sent" }
  | { readonly is: "refused"; readonly trouble: string }
  | { readonly is: "waiting"; readonly until: number; readonly trouble: string };

export async function setFate(register: Register, mail: number, fate: Fate): Promise<void> {
  await register
    .updateTable("mail")
    .set({
      state: fate.is,
      trouble: fate.is === "sent" ? null : fate.trouble,
      ...(fate.is === "waiting" ? { next_try_at: fate.until } : {}),
    })
    .where("id", "=", mail)
    .execute();
}

/** When a mail about something was written last; ms since 1970. */
export async function lastAbout(register: Register, about: MailSubject): Promise<number | undefined> {
  const { at } = await register
    .selectFrom("mail")
    .select((e) => e.fn.max("at").as("at"))
    .where("about", "=", about)
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}

/** A mail server that could not be used, and when it is tried again (ms since 1970). */
export interface Away {
  readonly until: number;
  readonly trouble: string;
}

/** Undefined: as far as is known the mail server is there. */
export async function serverAway(register: Register): Promise<Away | undefined> {
  const row = await register.selectFrom("mail_server").selectAll().executeTakeFirst();
  return row && { until: row.next_try_at, trouble: row.trouble };
}

/** @param away undefined: it is there */
export async function setServerAway(register: Register, away: Away | undefined): Promise<void> {
  await writing(register, async (db) => {
    await db.deleteFrom("mail_server").execute();
    if (away)
      await db.insertInto("mail_server").values({ id: 1, next_try_at: away.until, trouble: away.trouble }).execute();
  });
}
