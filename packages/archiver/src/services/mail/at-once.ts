import type { MailConfiguration } from "../../config/configuration.js";
import { MailServer, type OutgoingMail } from "../../mail/server.js";

/**
 * Sends a mail to each address while somebody waits for it: what can't be sent is not kept.
 * @throws MailRefused, MailServerUnavailable
 */
export async function sendAtOnce(
  settings: MailConfiguration,
  addresses: readonly string[],
  mail: Pick<OutgoingMail, "subject" | "text" | "attachment">,
): Promise<void> {
  const server = await MailServer.open(settings);
  try {
    for (const [i, to] of addresses.entries()) await server.send({ id: `at-once-${Date.now()}-${i}`, to, ...mail });
  } finally {
    server.close();
  }
}
