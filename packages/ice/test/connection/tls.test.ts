import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { connect } from "#src/connection/connect.js";
import { TlsFailed } from "#src/errors.js";
import type { Server } from "#src/server/server.js";
import type { TlsOptions } from "#src/transport/tls.js";
import { certificate } from "../support/certificate.js";
import { listen, QUERY, queries } from "../support/echo.js";
import { schema } from "../support/schema.js";

describe("TLS", () => {
  let server: Server;
  let anonymous: Server;
  let plain: Server;
  let cert: string;
  let fingerprint: string;
  before(async () => {
    const pair = await certificate();
    cert = pair.cert;
    fingerprint = new X509Certificate(cert).fingerprint256;
    server = await listen({ tls: pair });
    anonymous = await listen({ tls: { anonymous: true } });
    plain = await listen();
  });
  after(() => Promise.all([server.close(), anonymous.close(), plain.close()]));

  const reach = async (to: Server, tls: TlsOptions = {}, host = "localhost") => {
    const client = await connect({ host, port: to.port, transport: "ssl", tls, schema, connectTimeoutMs: 3_000 });
    const answer = await client.invoke(queries, QUERY, "ice_id", []);
    const seen = client.remote.certificateFingerprint;
    await client.close();
    assert.equal(answer, QUERY);
    return seen;
  };

  it("does not trust a self-signed certificate by itself, and says how to", async () => {
    await assert.rejects(reach(server), (error: Error) => {
      assert.ok(error instanceof TlsFailed);
      assert.ok(error.message.includes(fingerprint));
      assert.match(error.message, /tls\.fingerprint/);
      return true;
    });
  });

  it("trusts a pinned fingerprint, with or without colons, and refuses any other", async () => {
    assert.equal(await reach(server, { fingerprint }, "127.0.0.1"), fingerprint);
    await reach(server, { fingerprint: fingerprint.replaceAll(":", "").toLowerCase() });
    const other = "00".repeat(32);
    await assert.rejects(reach(server, { fingerprint: other }), /new certificate/);
    await assert.rejects(reach(server, { fingerprint: other, verify: false }), /new certificate/);
  });

  it("trusts an authority, for the name that the certificate has", async () => {
    await reach(server, { ca: cert });
    await reach(server, { ca: cert, serverName: "localhost" }, "127.0.0.1");
    await assert.rejects(reach(server, { ca: cert }, "127.0.0.1"), /not for 127\.0\.0\.1/);
    const other = (await certificate()).cert;
    await assert.rejects(reach(server, { ca: other }), TlsFailed);
  });

  it("does not ask when told so", async () => {
    assert.equal(await reach(server, { verify: false }), fingerprint);
  });

  it("reaches servers without a certificate only when told so", async () => {
    assert.equal(await reach(anonymous, { anonymous: true }), undefined);
    await assert.rejects(reach(anonymous, { verify: false }), /tls\.anonymous/);
    await reach(server, { anonymous: true });
  });

  it("a tcp port is told from a TLS port, both ways", async () => {
    await assert.rejects(reach(plain, { verify: false }), /is this .*port\?/i);
    await assert.rejects(
      connect({ host: "localhost", port: server.port, transport: "tcp", schema, connectTimeoutMs: 300 }),
      /port|greet/,
    );
  });
});
