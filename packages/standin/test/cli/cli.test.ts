import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { OmeroClient } from "@omero-archiver/omero";
import { temporaryFolder } from "../support.js";

const BIN = fileURLToPath(new URL("../../bin/omero-standin.js", import.meta.url));
const PORTS = ["--ssl-port", "0", "--tcp-port", "0"];

interface Ready {
  readonly sslPort: number;
  readonly tcpPort: number;
}

function run(test: TestContext, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ["ignore", "pipe", "pipe"], timeout: 20_000 });
  test.after(() => child.kill("SIGKILL"));
  return child;
}

async function ready({ stdout }: ChildProcess): Promise<Ready> {
  assert.ok(stdout);
  const [line] = (await once(createInterface(stdout), "line")) as [string];
  return JSON.parse(line) as Ready;
}

describe("omero-standin", () => {
  it("says where it listens, keeps its certificate, and ends cleanly when it is told to", async (test) => {
    const data = await temporaryFolder(test);
    const first = run(test, "--data", data, "--empty", "--root-password", "secret", ...PORTS);
    const { sslPort } = await ready(first);
    const login = { user: "root", password: "secret" };
    const client = await OmeroClient.connect({ host: "127.0.0.1", port: sslPort, tls: { verify: false }, login });
    const { certificateFingerprint } = client;
    assert.equal(statSync(join(data, "server.key")).mode & 0o777, 0o600);
    first.kill("SIGTERM");
    assert.deepEqual(await once(first, "exit"), [0, null]);
    await client.closed;

    const second = run(test, "--data", data, "--empty", ...PORTS);
    const again = await OmeroClient.connect({
      host: "127.0.0.1",
      port: (await ready(second)).sslPort,
      tls: { fingerprint: certificateFingerprint ?? "" },
      login,
    });
    await again.close();
    second.kill("SIGINT");
    assert.deepEqual(await once(second, "exit"), [0, null]);
  });

  it("wants a password for root before it makes anything of a new directory", async (test) => {
    const child = run(test, "--data", await temporaryFolder(test), "--empty", ...PORTS);
    const said: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    const [code] = (await once(child, "exit")) as [number];
    assert.notEqual(code, 0);
    assert.match(said.join(""), /--root-password/);
  });
});
