import type { MailConfiguration } from "../../config/configuration.js";
import { MailServer } from "../../mail/server.js";
import { TEST } from "../../mail/templates.js";

/** Sends a test mail, at once. @throws MailRefused, MailServerUnavailable */
export async function sendTest(mail: MailConfiguration, addresses: readonly string[]): Promise<void> {
  const server = await MailServer.open(mail);
  try {
    for (const to of addresses) await server.send({ id: `test-${Date.now()}`, to, ...TEST });
  } finally {
    server.close();
  }
}
