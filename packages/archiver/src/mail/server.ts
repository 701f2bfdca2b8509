import { TLSSocket } from "node:tls";
import { checkCertificate, uncheckedTls } from "@omero-archiver/omero";
import MailComposer from "nodemailer/lib/mail-composer";
import SmtpConnection from "nodemailer/lib/smtp-connection";
import { type MailConfiguration, passwordIn } from "../config/configuration.js";

/** How long a mail server may take to be reached and agree on TLS, and for one answer (ms). */
const CONNECT = 10_000;
const ANSWER = 30_000;

/** The mail server can't be used now: none of the mails can be sent. */
export class MailServerUnavailable extends Error {
  override readonly name = "MailServerUnavailable";
}

/** The server does not take this mail, be it for good or for now; others may go. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  constructor(
    message: string,
    readonly forGood: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A mail as it is sent, to one address. */
export interface OutgoingMail {
  /** Names the mail for ever: one that is sent twice, as its sender was killed, is known by it. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment?: { readonly name: string; readonly text: string };
}

/** An open connection to the site's mail server: its certificate was checked, and then the password sent. */
export class MailServer {
  private constructor(
    private readonly connection: SmtpConnection,
    private readonly settings: MailConfiguration,
  ) {}

  /** @throws MailServerUnavailable */
  static async open(settings: MailConfiguration): Promise<MailServer> {
    const { host, port, transport, tls, login } = settings;
    const connection = new SmtpConnection({
      ...{ host, port },
      secure: transport === "tls",
      requireTLS: transport === "starttls",
      ignoreTLS: transport === "plain",
      tls: uncheckedTls({ host, port }, tls),
      ...{ connectionTimeout: CONNECT, greetingTimeout: CONNECT, dnsTimeout: CONNECT, socketTimeout: ANSWER },
    });
    connection.on("error", () => {}); // What is under way hears of it, too.
    try {
      const credentials = login && { user: login.user, pass: passwordIn(login.passwordFile) };
      await step(connection, (done) => connection.connect(done));
      if (connection._socket instanceof TLSSocket) checkCertificate(connection._socket, { host, port }, tls);
      else if (transport !== "plain") throw new Error("it does not speak TLS");
      if (credentials) await step(connection, (done) => connection.login({ credentials }, done));
    } catch (error) {
      connection.close();
      throw unavailable(settings, error as Error);
    }
    return new MailServer(connection, settings);
  }

  /**
   * Resolves when the server has taken the mail over.
   * @throws MailRefused, MailServerUnavailable
   */
  async send(mail: OutgoingMail): Promise<void> {
    const { connection, settings } = this;
    const message = await messageOf(mail, settings.from);
    try {
      await step(connection, (done) => connection.send({ from: settings.from, to: [mail.to] }, message, done));
    } catch (error) {
      const refusal = refusalOf(error as SmtpError, mail.to);
      if (!refusal) throw unavailable(settings, error as Error);
      try {
        await step(connection, (done) => connection.reset(done)); // The next mail begins anew.
      } catch (error) {
        throw unavailable(settings, error as Error);
      }
      throw refusal;
    }
  }

  close(): void {
    this.connection.quit();
  }
}

type SmtpError = Error & { readonly responseCode?: number; readonly command?: string; readonly response?: string };

/** A step of the dialogue; a connection that breaks meanwhile fails it, too. */
function step(connection: SmtpConnection, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error("it closed the connection"));
    connection.once("error", reject);
    connection.once("end", closed);
    begin((error) => {
      connection.off("error", reject);
      connection.off("end", closed);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** What the server says of one recipient or one message is about that alone, unless it says goodbye (421). (RFC 5321, 4.2) */
function refusalOf(error: SmtpError, to: string): MailRefused | undefined {
  const { responseCode, command, response, message } = error;
  if (responseCode === undefined || responseCode === 421 || (command !== "RCPT TO" && command !== "DATA"))
    return undefined;
  return new MailRefused(`the mail server takes no mail for ${to}: ${response ?? message}`, responseCode >= 500, {
    cause: error,
  });
}

function unavailable({ host, port }: MailConfiguration, cause: Error): MailServerUnavailable {
  return new MailServerUnavailable(`the mail server ${host}:${port} can't be used: ${cause.message}`, { cause });
}

function messageOf({ id, to, subject, text, attachment }: OutgoingMail, from: string): Promise<Buffer> {
  return new MailComposer({
    from: { name: "OMERO archiver", address: from },
    to,
    subject,
    text,
    messageId: `<${id}@${from.split("@")[1]}>`,
    headers: { "Auto-Submitted": "auto-generated" }, // So that nobody's absence is answered. (RFC 3834)
    ...(attachment
      ? {
          attachments: [
            { filename: attachment.name, content: attachment.text, contentType: "text/plain; charset=utf-8" },
          ],
        }
      : {}),
  })
    .compile()
    .build();
}
