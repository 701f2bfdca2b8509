import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../../config/configuration.js";
import { lineIsLost } from "../../omero/in-halves.js";
import { countWaiting } from "../../register/mails.js";
import type { Register } from "../../register/register.js";
import { exclusively } from "../exclusively.js";
import { type Mailed, sendMails } from "./send.js";
import { writeMails } from "./write.js";

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
  if (!mail) return undefined;
  try {
    // Other people's addresses are for administrators to see: what a user's command has done is told by the next run.
    if (!(await client.whoAmI()).isAdmin) return undefined;
    const done = await exclusively(register, "mail", async () => {
      await writeMails(client, register, mail, jobs === false ? undefined : jobs, now);
      return sendMails(client, register, mail, now);
    });
    return "done" in done ? done.done : undefined;
  } catch (error) {
    if (!lineIsLost(error)) throw error;
    const trouble = `OMERO can't be asked for people's addresses: ${(error as Error).message}`;
    return { sent: 0, refused: [], waiting: await countWaiting(register), trouble };
  }
}
