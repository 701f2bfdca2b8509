import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { certificateIn } from "@omero-archiver/standin";
import { SMTPServer } from "smtp-server";

/** A mail as it came in. */
export interface Received {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** By name. */
  readonly attachments: ReadonlyMap<string, string>;
  readonly headers: string;
  /** Who had logged in to send it. */
  readonly user?: string;
  readonly secure: boolean;
}

export interface MailHostOptions {
  readonly transport: "plain" | "starttls" | "tls";
  /** Absent: nobody has to log in. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Answers to recipients that are not just taken. */
  readonly refuse?: Readonly<Record<string, 450 | 550>>;
}

/** A real mail server, that keeps what it gets. */
export class MailHost {
  readonly received: Received[] = [];
  /** Logins that were tried, right or wrong. */
  logins = 0;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
    readonly folder: string,
  ) {}

  /** Its certificate, signed by nobody else. */
  get certificate(): string {
    return join(this.folder, "server.pem");
  }

  /** @param port 0: any @param folder of its certificate, where it was there before */
  static async start(options: MailHostOptions, port = 0, folder?: string): Promise<MailHost> {
    const { transport, login, refuse = {} } = options;
    const place = folder ?? mkdtempSync(join(tmpdir(), "mail-host-"));
    const server = new SMTPServer({
      ...(await certificateIn(place)),
      secure: transport === "tls",
      disabledCommands: [...(transport === "starttls" ? [] : ["STARTTLS"]), ...(login ? [] : ["AUTH"])],
      authOptional: login === undefined,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        host.logins++;
        if (username === login?.user && password === login?.password) done(null, { user: username });
        else done(new Error("wrong name or password"));
      },
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = refuse[address];
        done(responseCode ? Object.assign(new Error("no such mailbox"), { responseCode }) : null);
      },
      onData: (stream, session, done) => {
        text(stream).then((message) => {
          const { user, secure } = session;
          for (const { address } of session.envelope.rcptTo)
            host.received.push({
              ...parsed(message),
              to: address,
              secure,
              ...(user ? { user: String(user) } : {}),
            });
          done();
        }, done);
      },
    });
    server.on("error", () => {}); // Clients that hang up, as some tests do.
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const host = new MailHost(server, (server.server.address() as AddressInfo).port, place);
    return host;
  }

  /** What has come since it was asked last, by recipient. */
  take(): Received[] {
    return this.received.splice(0).sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
  }

  /** Ends it; its certificate stays, so that it can be started again. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Reads what mails of ours are made of (RFC 2045): a text, or a text and files. */
function parsed(message: string): Pick<Received, "subject" | "text" | "attachments" | "headers"> {
  const { headers, body } = part(message);
  const [, boundary] = /boundary="([^"]+)"/.exec(headers) ?? [];
  const subject = /^Subject: (.*)$/m.exec(headers)?.[1] ?? "";
  if (!boundary) return { headers, subject, text: body, attachments: new Map() };
  const [first, ...files] = message
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((inner) => part(inner.trimStart()));
  return {
    headers,
    subject,
    text: first?.body ?? "",
    attachments: new Map(files.map((file) => [/filename="?([^"\n]+)"?/.exec(file.headers)?.[1] ?? "", file.body])),
  };
}

function part(message: string): { headers: string; body: string } {
  const lines = message.replace(/\r\n/g, "\n");
  const end = lines.indexOf("\n\n");
  const headers = lines.slice(0, end).replace(/\n\s+/g, " ");
  const body = lines.slice(end + 2);
  const encoding = /^Content-Transfer-Encoding: (\S+)$/im.exec(headers)?.[1];
  if (encoding === "base64") return { headers, body: Buffer.from(body, "base64").toString("utf8") };
  if (encoding !== "quoted-printable") return { headers, body };
  const bytes = body
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { headers, body: Buffer.from(bytes, "latin1").toString("utf8") };
}
