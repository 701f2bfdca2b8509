import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "#src/connection/connect.js";
import type { Connection } from "#src/connection/connection.js";
import type { Servant } from "#src/connection/servant.js";
import { RequestFailed, SliceException } from "#src/errors.js";
import { Schema } from "#src/schema/schema.js";
import { Server } from "#src/server/server.js";
import type { ObjectProxy, SliceObject } from "#src/values.js";
import { certificate } from "../support/certificate.js";
import { facts } from "./echo-facts.js";

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("../../test/peers/echo.py", import.meta.url));
const ECHO = "::Peer::Echo";
const LISTENER = "::Peer::Listener";
const LARGE = 50_000_000;
const schema = new Schema(facts);

const version = spawnSync(PYTHON, ["-c", "import Ice; print(Ice.stringVersion())"], {
  encoding: "utf8",
}).stdout?.trim();
const missing = version?.startsWith("3.7") ? false : "no Ice for Python 3.7 (Debian: python3-zeroc-ice)";

interface Node extends SliceObject {
  readonly name: string;
  next: Node | null;
  readonly children: (Node | null)[];
}

/** A leaf that stands twice in its parent, which it points back at. */
function graph(): Node {
  const root: Node = { $type: "::Peer::Node", name: "root", next: null, children: [] };
  const counts = new Map([
    ["one", 1],
    ["many", 2 ** 40],
  ]);
  const leaf: Node = { $type: "::Peer::Leaf", name: "leaf", next: root, children: [], colour: "blue", counts };
  root.next = leaf;
  root.children.push(leaf, null, leaf);
  return root;
}

function checkGraph(root: unknown): void {
  assert.deepEqual(root, graph());
  const { next, children } = root as Node;
  assert.ok(children[0] === next && children[2] === next && next?.next === root, "shared where it was shared");
}

function countNodes(node: Node | null, seen = new Set<Node>()): number {
  if (node && !seen.has(node)) {
    seen.add(node);
    for (const other of [node.next, ...node.children]) countNodes(other, seen);
  }
  return seen.size;
}

class Echo implements Servant {
  readonly interfaceId = ECHO;
  private count = 0;

  async dispatch(operation: string, [given]: unknown[], { connection }: { connection: Connection }): Promise<unknown> {
    switch (operation) {
      case "nodeBack":
        return { returns: given, nodes: countNodes(given as Node | null) };
      case "fail":
        if (given === 0) throw new SliceException("::Peer::Trouble", { reason: "as asked", about: graph() });
        throw new SliceException("::Peer::WorseTrouble", { reason: "as asked", about: graph(), howBad: given });
      case "listen":
        return connection.invoke(given as ObjectProxy, LISTENER, "heard", ["something", graph()]);
      case "count":
        this.count++;
        return undefined;
      case "counted":
        return this.count;
      default:
        return given;
    }
  }
}

describe("with Ice for Python 3.7", { skip: missing, timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "peers-"));
  let pair: { key: string; cert: string };
  before(async () => {
    pair = await certificate();
    writeFileSync(join(folder, "cert.pem"), pair.cert);
    writeFileSync(join(folder, "key.pem"), pair.key);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const transport of ["tcp", "ssl"] as const) {
    it(`as client over ${transport}: values, graphs, exceptions, 50 MB, batches, calls back, in both encodings`, async () => {
      const echo = new Echo();
      const server = await Server.listen({
        ...{ host: "127.0.0.1", port: 0, schema },
        ...(transport === "ssl" ? { tls: pair } : {}),
        locate: ({ name }) => (name === "echo" ? echo : "no-object"),
      });
      const client = spawn(PYTHON, [SCRIPT, "client", transport, String(server.port), folder]);
      let said = "";
      for (const stream of [client.stdout, client.stderr]) stream.on("data", (chunk) => (said += chunk));
      await new Promise((resolve) => client.once("close", resolve));
      await server.close();
      assert.equal(said, `encoding 1.0 over ${transport}\nencoding 1.1 over ${transport}\n`);
    });
  }

  it("as server over tcp and TLS: the same the other way round", async () => {
    const server = spawn(PYTHON, [SCRIPT, "server", folder], { stdio: ["pipe", "pipe", "inherit"] });
    const exited = new Promise((resolve) => server.once("exit", resolve));
    try {
      const line = await new Promise<string>((resolve, reject) => {
        createInterface({ input: server.stdout }).once("line", resolve);
        void exited.then(() => reject(new Error("the server in Python has ended")));
      });
      const [tcp, ssl] = line.split(" ").map(Number);
      for (const [transport, port] of [
        ["tcp", tcp],
        ["ssl", ssl],
      ] as const) {
        const tls = { ca: pair.cert };
        const connection = await connect({ host: "localhost", port: port as number, transport, tls, schema });
        for (const encoding of ["1.0", "1.1"] as const) await play(connection, encoding);
        await connection.close();
      }
    } finally {
      server.stdin.end();
      await exited;
    }
  });
});

async function play(connection: Connection, encoding: "1.0" | "1.1"): Promise<void> {
  const target = { identity: { name: "echo", category: "" } };
  const call = (operation: string, ...args: unknown[]) =>
    connection.invoke(target, ECHO, operation, args, { encoding });
  const every = {
    ...{ flag: true, tiny: 200, small: -300, middle: -70_000, large: -(2n ** 60n), single: 0.5, real: 1e300 },
    ...{ text: "µm 細胞 \u{1f52c}", colour: "green", texts: ["", "a"] },
    points: new Map([
      [-7, { x: -3, y: 0 }],
      [1, { x: 1, y: 2.5 }],
    ]),
  };
  assert.deepEqual(await call("everyBack", every), every);
  const { returns, nodes } = (await call("nodeBack", graph())) as { returns: unknown; nodes: number };
  checkGraph(returns);
  assert.equal(nodes, 2);
  assert.deepEqual(await call("nodeBack", null), { returns: null, nodes: 0 });
  checkGraph(await call("slicedBack", null));
  const bytes = Buffer.alloc(LARGE, "all sorts of bytes");
  assert.ok(bytes.equals((await call("bytesBack", bytes)) as Buffer));
  assert.equal(await call("proxyBack", null), null);
  for (const [howBad, $type] of [
    [0, "::Peer::Trouble"],
    [3, "::Peer::WorseTrouble"],
  ] as const) {
    await assert.rejects(call("fail", howBad), (error) => {
      assert.ok(error instanceof SliceException);
      assert.equal(error.$type, $type);
      assert.equal(error.members.reason, "as asked");
      // In encoding 1.0 it sends no instances for members that an exception has from its base: a fault of its own.
      if (encoding === "1.0" && howBad > 0) assert.equal(error.members.about, null);
      else checkGraph(error.members.about);
      return true;
    });
  }
  const nobody = { identity: { name: "nobody", category: "" } };
  await assert.rejects(connection.invoke(nobody, ECHO, "counted", [], { encoding }), RequestFailed);
  const before = (await call("counted")) as number;
  await connection.oneway(target, ECHO, "count", [], { encoding });
  const batch = connection.batch();
  batch.add(target, ECHO, "count", [], { encoding });
  batch.add(target, ECHO, "count", [], { encoding });
  await batch.flush();
  for (let tries = 0; tries < 100 && (await call("counted")) !== before + 3; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await call("counted"), before + 3);
  const identity = { name: `listener ${encoding}`, category: "" };
  const heard: unknown[][] = [];
  connection.serve(identity, { interfaceId: LISTENER, dispatch: (_operation, args) => void heard.push(args) });
  const listener: ObjectProxy = { identity, facet: "", mode: "twoway", secure: false, endpoints: [] };
  await call("listen", listener);
  connection.withdraw(identity);
  assert.equal(heard[0]?.[0], "something");
  checkGraph(heard[0]?.[1]);
}
