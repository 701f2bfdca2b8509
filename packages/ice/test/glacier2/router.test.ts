import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "#src/connection/connect.js";
import { SliceException } from "#src/errors.js";
import { RouterClient } from "#src/glacier2/router.js";
import { Server } from "#src/server/server.js";
import type { ObjectProxy } from "#src/values.js";
import { certificate } from "../support/certificate.js";
import { CALLBACK, HANDLE, QUERY } from "../support/echo.js";
import { schema } from "../support/schema.js";

const missing = spawnSync("glacier2router", ["--version"]).error
  ? "glacier2router is not installed (Debian: zeroc-glacier2)"
  : false;

describe("through Debian's Glacier2 router", { skip: missing, timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "glacier2-"));
  let backend: Server;
  let stop: () => Promise<void>;
  let ports: { tcp: number; ssl: number };
  let fingerprint: string;

  before(async () => {
    backend = await startBackend();
    ports = { tcp: await freePort(), ssl: await freePort() };
    const pair = await certificate();
    fingerprint = new X509Certificate(pair.cert).fingerprint256;
    writeFileSync(join(folder, "cert.pem"), pair.cert);
    writeFileSync(join(folder, "key.pem"), pair.key);
    const config = join(folder, "config");
    writeFileSync(
      config,
      [
        `Glacier2.Client.Endpoints=tcp -h 127.0.0.1 -p ${ports.tcp}:ssl -h 127.0.0.1 -p ${ports.ssl}`,
        "Glacier2.Server.Endpoints=tcp -h 127.0.0.1",
        "Glacier2.InstanceName=OMERO.Glacier2",
        `Glacier2.PermissionsVerifier=verifier:tcp -h 127.0.0.1 -p ${backend.port}`,
        `Glacier2.SessionManager=manager:tcp -h 127.0.0.1 -p ${backend.port}`,
        "Glacier2.SessionTimeout=4",
        "Ice.Plugin.IceSSL=IceSSL:createIceSSL",
        `IceSSL.DefaultDir=${folder}`,
        "IceSSL.CertFile=cert.pem",
        "IceSSL.KeyFile=key.pem",
        "IceSSL.VerifyPeer=0",
        "Ice.MessageSizeMax=250000",
      ].join("\n"),
    );
    const router = spawn("glacier2router", [`--Ice.Config=${config}`, "--nochdir"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const exited = new Promise<void>((resolve) => router.once("exit", () => resolve()));
    stop = async () => {
      router.kill("SIGTERM");
      await exited;
    };
    for (let tries = 0; ; tries++) {
      try {
        (await reach("tcp")).connection.destroy();
        break;
      } catch (error) {
        if (tries > 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  });
  after(async () => {
    await stop?.();
    await backend?.close();
    rmSync(folder, { recursive: true });
  });

  const reach = async (transport: "tcp" | "ssl", heartbeatMs = 0) =>
    new RouterClient(
      await connect({
        host: "127.0.0.1",
        port: ports[transport],
        transport,
        tls: { fingerprint },
        schema,
        heartbeatMs,
        connectTimeoutMs: 5_000,
      }),
      "OMERO.Glacier2",
    );

  for (const transport of ["tcp", "ssl"] as const) {
    it(`logs in over ${transport}, calls, is called back, and leaves`, async () => {
      const router = await reach(transport);
      await assert.rejects(
        router.createSession("ada", "wrong"),
        (error) => error instanceof SliceException && error.$type === "::Glacier2::PermissionDeniedException",
      );
      const session = await router.createSession("ada", "secret", { context: { key: "value" } });
      assert.equal(session.identity.name, "session of ada");
      assert.equal(await router.sessionTimeout(), 4);
      const service = object(backend, "queries");
      for (const encoding of ["1.0", "1.1"] as const) {
        assert.deepEqual(await router.invoke(service, QUERY, "projection", ["x", null], { encoding }), [
          [{ $type: "::omero::RString", val: "x" }],
        ]);
      }
      const identity = { category: await router.categoryForClient(), name: "my callback" };
      const finished = new Promise((resolve) => {
        router.connection.serve(identity, {
          interfaceId: CALLBACK,
          dispatch: (operation, args) => resolve([operation, args]),
        });
      });
      const endpoints = (await router.serverProxy())?.endpoints ?? [];
      await router.invoke(object(backend, "handles"), HANDLE, "addCallback", [
        { identity, facet: "", mode: "twoway", secure: false, protocol: "1.0", encoding: "1.1", endpoints },
      ]);
      assert.deepEqual(await finished, ["step", [3, 4]]);
      await router.destroySession();
      await router.connection.close();
    });
  }

  it("an idle session is kept beyond the router's time-out by heartbeats", async () => {
    const router = await reach("ssl", 1_000);
    await router.createSession("ada", "secret");
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    assert.ok(await router.invoke(object(backend, "queries"), QUERY, "projection", ["still", null]));
    await router.destroySession();
    await router.connection.close();
  });

  it("carries 20 MB", async () => {
    const router = await reach("ssl");
    await router.createSession("ada", "secret");
    const rows = (await router.invoke(object(backend, "queries"), QUERY, "projection", [
      "y".repeat(20_000_000),
      null,
    ])) as [[{ val: string }]];
    assert.equal(rows[0][0].val.length, 20_000_000);
    await router.destroySession();
    await router.connection.close();
  });
});

/** What stands behind the router: who may log in, sessions, and two services. */
async function startBackend(): Promise<Server> {
  const servants: Record<string, (operation: string, args: unknown[]) => unknown> = {
    verifier: (_operation, [, password]) => ({
      returns: password === "secret",
      out1: password === "secret" ? "" : "wrong password",
    }),
    manager: (_operation, [user]) => object(server, `session of ${String(user)}`),
    queries: (_operation, [text]) => [[{ $type: "::omero::RString", val: text }]],
    handles: async (_operation, [proxy]) => {
      const { identity, endpoints } = proxy as ObjectProxy;
      const line = await connect({
        host: endpoints[0]?.host ?? "",
        port: endpoints[0]?.port ?? 0,
        transport: "tcp",
        schema,
      });
      await line.oneway({ identity }, CALLBACK, "step", [3, 4]);
      await line.close();
    },
  };
  const interfaces: Record<string, string> = {
    verifier: "::Glacier2::PermissionsVerifier",
    manager: "::Glacier2::SessionManager",
    queries: QUERY,
    handles: HANDLE,
  };
  const server: Server = await Server.listen({
    host: "127.0.0.1",
    port: 0,
    schema,
    locate: ({ name }) => ({
      interfaceId: interfaces[name] ?? "::Glacier2::Session",
      dispatch: (operation, args) => servants[name]?.(operation, args),
    }),
  });
  return server;
}

function object({ port }: Server, name: string): ObjectProxy {
  const endpoint = { type: "tcp", encapsulation: "1.1", host: "127.0.0.1", port, timeout: 60_000, compress: false };
  return {
    identity: { name, category: "" },
    facet: "",
    mode: "twoway",
    secure: false,
    protocol: "1.0",
    encoding: "1.1",
    endpoints: [endpoint],
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
