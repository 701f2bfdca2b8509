import assert from "node:assert/strict";
import { createServer, type Socket, connect as tcp } from "node:net";
import { after, before, describe, it } from "node:test";
import { type ConnectOptions, connect } from "#src/connection/connect.js";
import type { Connection } from "#src/connection/connection.js";
import {
  ConnectFailed,
  ConnectionLost,
  MarshalError,
  type RequestFailed,
  SliceException,
  TimeoutError,
  type UnknownServerError,
} from "#src/errors.js";
import type { Server } from "#src/server/server.js";
import { CALLBACK, HANDLE, handles, listen, oneways, QUERY, queries, STORE, store } from "../support/echo.js";
import { schema } from "../support/schema.js";

const to = (port: number, more: Partial<ConnectOptions> = {}) =>
  connect({ host: "127.0.0.1", port, transport: "tcp", schema, ...more });

describe("two peers on one line", () => {
  let server: Server;
  let client: Connection;
  before(async () => {
    server = await listen();
    client = await to(server.port);
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  const ask = (text: string, options = {}) => client.invoke(queries, QUERY, "projection", [text, null], options);

  for (const encoding of ["1.0", "1.1"] as const) {
    it(`calls and answers in encoding ${encoding}, exceptions too`, async () => {
      assert.deepEqual(await ask("µ 細胞", { encoding }), [[{ $type: "::omero::RString", val: "µ 細胞" }, null]]);
      await assert.rejects(client.invoke(queries, QUERY, "get", ["Image", 5], { encoding }), (error) => {
        assert.ok(error instanceof SliceException);
        assert.equal(error.$type, "::omero::ValidationException");
        assert.equal(error.members.message, "no such thing");
        return true;
      });
    });
  }

  it("tells the ways in which a request can fail apart", async () => {
    await assert.rejects(
      client.invoke(queries, QUERY, "findAll", ["x", null]),
      (e: UnknownServerError) => e.status === 7 && /out of order/.test(e.text),
    );
    await assert.rejects(
      client.invoke({ identity: { name: "nobody", category: "c" } }, QUERY, "ice_ping", []),
      (e: RequestFailed) => e.status === 2,
    );
    await assert.rejects(
      client.invoke({ ...queries, facet: "other" }, QUERY, "ice_ping", []),
      (e: RequestFailed) => e.status === 3,
    );
    await assert.rejects(client.invoke(queries, STORE, "read", [0, 1]), (e: RequestFailed) => e.status === 4);
    await assert.rejects(client.invoke(queries, QUERY, "projection", [5, null]), MarshalError);
    await assert.rejects(client.invoke(queries, QUERY, "noSuch", []), /no table knows the operation/);
  });

  it("answers what every Ice object is asked", async () => {
    assert.equal(await client.invoke(queries, QUERY, "ice_id", []), QUERY);
    assert.equal(await client.invoke(queries, QUERY, "ice_isA", ["::omero::api::ServiceInterface"]), true);
    assert.deepEqual(await client.invoke(queries, QUERY, "ice_ids", []), [
      "::Ice::Object",
      QUERY,
      "::omero::api::ServiceInterface",
    ]);
  });

  it("serves hundreds of calls at a time, each with its own answer", async () => {
    const answers = await Promise.all(Array.from({ length: 400 }, (_, n) => ask(`${n}`)));
    assert.deepEqual(
      answers.map((rows) => (rows as { val: string }[][])[0]?.[0]?.val),
      answers.map((_, n) => `${n}`),
    );
  });

  it("carries 50 MB either way", async () => {
    const read = (await client.invoke(store, STORE, "read", [0, 50_000_000])) as Buffer;
    assert.equal(read.length, 50_000_000);
    assert.equal(read[49_999_999], 7);
    await client.invoke(store, STORE, "write", [Buffer.alloc(50_000_000), 0, 50_000_000]);
    assert.equal((oneways.pop() as [Buffer])[0].length, 50_000_000);
  });

  it("calls back over the same line, while the call is under way", async () => {
    const steps: unknown[] = [];
    const identity = { name: "my callback", category: "mine" };
    const finished = new Promise((resolve) => {
      client.serve(identity, {
        interfaceId: CALLBACK,
        dispatch: (operation, args) => (operation === "finished" ? resolve(args) : steps.push(args)) as undefined,
      });
    });
    await client.invoke(handles, HANDLE, "addCallback", [
      { identity, facet: "", mode: "twoway", secure: false, endpoints: [] },
    ]);
    assert.deepEqual(await finished, [{ $type: "::omero::cmd::OK" }, null]);
    assert.deepEqual(steps, [[1, 2]]);
    client.withdraw(identity);
    await assert.rejects(
      client.invoke(handles, HANDLE, "addCallback", [
        { identity, facet: "", mode: "twoway", secure: false, endpoints: [] },
      ]),
      /no such object: step on mine\/my callback/,
    );
  });

  it("sends oneways and batches, which nobody answers", async () => {
    const batch = client.batch();
    for (const n of [1, 2, 3]) batch.add(store, STORE, "write", [Buffer.from([n]), n, 1]);
    await client.oneway(store, STORE, "write", [Buffer.from([0]), 0, 1]);
    await batch.flush();
    await ask("after them");
    assert.deepEqual(
      oneways.splice(0).map((args) => args[1]),
      [0, 1, 2, 3],
    );
  });

  it("gives up a call by time or by signal, and the line goes on", async () => {
    await assert.rejects(ask("slow", { timeoutMs: 30 }), TimeoutError);
    const reason = new Error("changed my mind");
    await assert.rejects(ask("slow", { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const slow = ask("slow", { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(slow, reason);
    assert.ok(await ask("still here"));
  });

  it("is dropped without a word where the server wants it so; other lines stay", async () => {
    const other = await to(server.port);
    await assert.rejects(
      other.invoke({ identity: { name: "dropped", category: "" } }, QUERY, "ice_ping", []),
      ConnectionLost,
    );
    assert.ok((await other.closed) instanceof ConnectionLost);
    assert.ok(await ask("still here"));
  });

  it("refuses to send what is over the limit, and to receive it", async () => {
    const small = await to(server.port, { messageSizeMax: 10_000 });
    await assert.rejects(small.invoke(queries, QUERY, "projection", ["x".repeat(20_000), null]), /over the limit/);
    await assert.rejects(small.invoke(store, STORE, "read", [0, 20_000]), /over the limit/);
  });
});

describe("the end of a line", () => {
  it("a server that stops answers what it has begun, then takes its leave", async () => {
    const server = await listen();
    const client = await to(server.port);
    const slow = client.invoke(queries, QUERY, "projection", ["slow", null]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    assert.ok(await slow);
    assert.equal(await client.closed, undefined);
    await assert.rejects(client.invoke(queries, QUERY, "ice_ping", []), ConnectionLost);
  });

  it("a client that closes gives up what is under way", async () => {
    const server = await listen();
    const client = await to(server.port);
    const slow = client.invoke(queries, QUERY, "projection", ["slow", null]);
    const lost = assert.rejects(slow, ConnectionLost);
    await client.close();
    await lost;
    await server.close();
  });
});

describe("peers that do not speak Ice", () => {
  const GREETING = Buffer.from("4963655001000100030e000000".replace("030e", "03000e"), "hex");
  const peer = async (serve: (socket: Socket) => void) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: (server.address() as { port: number }).port, close: () => server.close() };
  };
  const cases: [string, (socket: Socket) => void, RegExp][] = [
    ["silent", () => {}, /says nothing/],
    ["HTTP", (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), /not Ice/],
    ["gone at once", (socket) => socket.end(), /did not greet/],
    [
      "another protocol version",
      (socket) => socket.write(Buffer.from("496365500200010003000e000000", "hex")),
      /only 1\.0 is known/,
    ],
    ["half a greeting", (socket) => socket.end(GREETING.subarray(0, 7)), /did not greet/],
  ];
  for (const [what, serve, message] of cases) {
    it(`${what}: one clear error`, async () => {
      const { port, close } = await peer(serve);
      await assert.rejects(to(port, { connectTimeoutMs: 300 }), (error: Error) => {
        assert.ok(error instanceof ConnectFailed || error instanceof TimeoutError, error.name);
        assert.match(error.message, message);
        return true;
      });
      close();
    });
  }

  const replies: [string, string][] = [
    ["half a reply", "4963655001000100020040000000010000"],
    ["a size that is too small", "496365500100010002000d000000"],
    ["a size that is too large", "49636550010001000200ffffff7f"],
    ["a negative size", "49636550010001000200ffffffff"],
    ["an unknown type", "496365500100010009000e000000"],
    ["a compressed reply", "4963655001000100020214000000000000000000"],
    ["an unknown status", "496365500100010002001300000001000000ff"],
    ["an encapsulation that is cut", "496365500100010002001900000001000000000aff00000101"],
  ];
  for (const [what, hex] of replies) {
    it(`${what}: one clear error, the line ends`, async () => {
      const { port, close } = await peer((socket) => {
        socket.write(GREETING);
        socket.once("data", () => socket.end(Buffer.from(hex, "hex")));
      });
      const client = await to(port);
      await assert.rejects(client.invoke(queries, QUERY, "ice_ping", [], { timeoutMs: 2_000 }), ConnectionLost);
      assert.ok((await client.closed) instanceof ConnectionLost);
      close();
    });
  }

  it("a reply that nobody asked for is passed over", async () => {
    const { port, close } = await peer((socket) => {
      socket.write(GREETING);
      socket.write(Buffer.from("496365500100010002001900000063000000000600000001 01".replace(" ", ""), "hex"));
    });
    const client = await to(port);
    await assert.rejects(client.invoke(queries, QUERY, "ice_ping", [], { timeoutMs: 100 }), TimeoutError);
    client.destroy();
    close();
  });

  it("nobody there: says so", async () => {
    const { port, close } = await peer(() => {});
    close();
    await assert.rejects(to(port), /nobody listens there/);
  });

  it("a client that sends rubbish loses its line, and nobody else does", async () => {
    const server = await listen();
    const client = await to(server.port);
    const socket = tcp(server.port, "127.0.0.1");
    socket.on("error", () => {});
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.write("GET / HTTP/1.1\r\n\r\n");
    socket.resume();
    await ended;
    assert.ok(await client.invoke(queries, QUERY, "projection", ["x", null]));
    await client.close();
    await server.close();
  });
});
