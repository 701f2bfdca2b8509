import type { Configuration } from "../../config/configuration.js";
import { type Finding, failed, ok, warning } from "../../domain/findings.js";
import { MailServer } from "../../mail/server.js";

/** That the mail server can be reached, is the right one, and lets us in. No mail is sent. */
export async function* lookAtMail({ mail }: Configuration): AsyncGenerator<Finding> {
  if (!mail) return;
  const { host, port, transport, tls } = mail;
  try {
    (await MailServer.open(mail)).close();
  } catch (error) {
    yield failed(
      "mail",
      (error as Error).message,
      "until then mails are kept; `omero-archiver mail test ADDRESS` tries it",
    );
    return;
  }
  yield transport !== "plain" && (tls.anonymous || tls.verify === false)
    ? warning("mail", `any server that answers is taken for ${host}`, "set mail.tls.fingerprint, or mail.tls.ca")
    : ok("mail", `${host}:${port} answers${mail.login ? `, and lets ${mail.login.user} in` : ""}`);
}
