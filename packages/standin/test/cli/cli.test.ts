import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
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
  readonly certificate: string;
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

  it("fills a new directory with a demonstration, and makes up root's password", async (test) => {
    const data = join(await temporaryFolder(test), "OMERO");
    const first = run(test, "--data", data, ...PORTS);
    const { sslPort, certificate } = await ready(first);
    const connect = (port: number, user: string, password: string) =>
      OmeroClient.connect({
        host: "localhost",
        port,
        tls: { ca: readFileSync(certificate, "utf8") },
        login: { user, password },
      });
    const ada = await connect(sslPort, "ada", "ada-demo");
    const [[id, path] = []] = await ada.projection(
      "select f.id, concat(f.path, f.name) from FilesetEntry e join e.originalFile f join e.fileset s join s.images i where i.name = 'section-01'",
    );
    const parts: Buffer[] = [];
    for await (const part of ada.readFile(Number(id))) parts.push(part);
    assert.ok(Buffer.concat(parts).equals(readFileSync(join(data, "ManagedRepository", String(path)))));
    await ada.close();
    first.kill("SIGTERM");
    await once(first, "exit");

    const root = readFileSync(join(data, "root-password"), "utf8").trim();
    const again = await connect((await ready(run(test, "--data", data, ...PORTS))).sslPort, "root", root);
    const all = { group: "all" } as const;
    assert.deepEqual(await again.projection("select count(p.id) from Project p", {}, all), [[3]]);
    await again.close();
  });

  it("takes no directory whose demonstration was cut off", async (test) => {
    const data = await temporaryFolder(test);
    writeFileSync(join(data, "demo-world.unfinished"), "");
    const child = run(test, "--data", data, ...PORTS);
    const said: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    assert.deepEqual(await once(child, "exit"), [1, null]);
    assert.match(said.join(""), /was not finished: remove the directory/);
  });
});
