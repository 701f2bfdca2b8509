import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";
import type { MailConfiguration } from "#src/config/configuration.js";
import { MailRefused, MailServer, MailServerUnavailable } from "#src/mail/server.js";
import { MailHost, type MailHostOptions } from "./mail-host.js";

const LOGIN = { user: "archiver", password: "s3cret pass" };

describe("sending mail", { timeout: 60_000 }, () => {
  let host: MailHost;
  afterEach(() => host?.close());

  async function settings(
    options: MailHostOptions,
    tls: MailConfiguration["tls"] = { ca: readFileSync(host.certificate) },
    password = LOGIN.password,
  ): Promise<MailConfiguration> {
    const passwordFile = join(host.folder, "password");
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    chmodSync(passwordFile, 0o600);
    return {
      ...{ host: "localhost", port: host.port, transport: options.transport, tls },
      ...{ from: "archive@example.org", admins: ["root@example.org"] },
      ...(options.login ? { login: { user: LOGIN.user, passwordFile } } : {}),
    };
  }
  const mail = (to: string, text = "Hello\n") => ({ id: "1-2", to, subject: "[OMERO Job] Test", text });
  async function send(config: MailConfiguration, ...addresses: string[]): Promise<unknown[]> {
    const server = await MailServer.open(config);
    try {
      const troubles = [];
      for (const to of addresses)
        troubles.push(
          await server.send(mail(to)).then(
            () => undefined,
            (error: unknown) => error,
          ),
        );
      return troubles;
    } finally {
      server.close();
    }
  }

  for (const options of [
    { transport: "plain" },
    { transport: "starttls" },
    { transport: "starttls", login: LOGIN },
    { transport: "tls", login: LOGIN },
  ] as const)
    it(`goes by ${options.transport}${"login" in options ? " with a login" : ""}`, async () => {
      host = await MailHost.start(options);
      assert.deepEqual(await send(await settings(options), "ada@example.org", "bob@example.org"), [
        undefined,
        undefined,
      ]);
      const received = host.take();
      assert.deepEqual(
        received.map(({ to, text, secure, user }) => [to, text.trim(), secure, user]),
        ["ada", "bob"].map((name) => [
          `${name}@example.org`,
          "Hello",
          options.transport !== "plain",
          "login" in options ? LOGIN.user : undefined,
        ]),
      );
      assert.match(received[0]?.headers ?? "", /^From: OMERO archiver <archive@example\.org>$/m);
      assert.match(received[0]?.headers ?? "", /^Message-ID: <1-2@example\.org>$/im);
      assert.match(received[0]?.headers ?? "", /^Auto-Submitted: auto-generated$/m);
    });

  for (const transport of ["starttls", "tls"] as const)
    it(`by ${transport}, sends a password only to the server that is meant`, async () => {
      const options = { transport, login: LOGIN };
      host = await MailHost.start(options);
      const refused = async (tls: MailConfiguration["tls"], message: RegExp) =>
        assert.rejects(send(await settings(options, tls)), (error: Error) => {
          assert.ok(error instanceof MailServerUnavailable);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /s3cret/);
          return true;
        });
      await refused({}, /certificate of localhost:\d+ is not accepted: .*SELF_SIGNED/);
      await refused({ fingerprint: "ab".repeat(32) }, /its SHA-256 fingerprint is .*, expected was AB:AB/);
      await refused(
        { ca: readFileSync(host.certificate), serverName: "other.example.org" },
        /is not accepted: .*ALTNAME/,
      );
      assert.equal(host.logins, 0);
      const { fingerprint256 } = new X509Certificate(readFileSync(host.certificate));
      assert.deepEqual(await send(await settings(options, { fingerprint: fingerprint256 }), "ada@example.org"), [
        undefined,
      ]);
    });

  it("says what is wrong with a login, and with a password file that others can read", async () => {
    const options = { transport: "tls", login: LOGIN } as const;
    host = await MailHost.start(options);
    const wrong = await settings(options, undefined, "wrong");
    await assert.rejects(send(wrong), /the mail server localhost:\d+ can't be used: .*wrong name or password/);
    chmodSync(wrong.login?.passwordFile as string, 0o644);
    await assert.rejects(send(wrong), /can be read by others \(mode 644\)/);
  });

  it("does not go in the clear where STARTTLS is wanted and the server has none", async () => {
    host = await MailHost.start({ transport: "plain" });
    await assert.rejects(send(await settings({ transport: "starttls" })), MailServerUnavailable);
  });

  it("goes on after an address that the server refuses, for good or for now", async () => {
    const options = { transport: "plain", refuse: { "gone@example.org": 550, "busy@example.org": 450 } } as const;
    host = await MailHost.start(options);
    const config = await settings(options);
    const [gone, busy, none] = await send(config, "gone@example.org", "busy@example.org", "ada@example.org");
    assert.ok(gone instanceof MailRefused && gone.forGood);
    assert.match(gone.message, /550 .*no such mailbox/);
    assert.ok(busy instanceof MailRefused && !busy.forGood);
    assert.equal(none, undefined);
    assert.deepEqual(
      host.take().map(({ to }) => to),
      ["ada@example.org"],
    );
  });

  it("knows a server that is not there, or says goodbye", async () => {
    host = await MailHost.start({ transport: "plain" });
    const config = await settings({ transport: "plain" });
    await host.stop();
    await assert.rejects(send(config), /localhost:\d+ can't be used: .*ECONNREFUSED/);
    const rude = createServer((socket) => socket.end("421 too many connections\r\n"));
    await new Promise<void>((resolve) => rude.listen(config.port, "127.0.0.1", resolve));
    try {
      await assert.rejects(send(config), MailServerUnavailable);
    } finally {
      rude.close();
    }
    host = await MailHost.start({ transport: "plain" }, config.port, host.folder);
  });
});
