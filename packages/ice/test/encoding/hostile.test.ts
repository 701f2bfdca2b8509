import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect as tcp } from "node:net";
import { describe, it } from "node:test";
import { connect } from "#src/connection/connect.js";
import { decodeEncapsulation, decodeException } from "#src/encoding/encapsulation.js";
import { MarshalError } from "#src/errors.js";
import { readHeader, readMessage } from "#src/protocol/frames.js";
import { listen, QUERY, queries } from "../support/echo.js";
import { schema } from "../support/schema.js";

/** The everyday number; `HOSTILE=1000000 npm test -- ice hostile` for the long form. */
const ROUNDS = Number(process.env.HOSTILE ?? 20_000);

interface Frame {
  readonly hex: string;
  readonly direction: "client" | "server";
  readonly decoded: {
    readonly message: string;
    readonly interface?: string;
    readonly operation?: string;
    readonly status?: number;
  };
}
const frames = (
  JSON.parse(readFileSync(new URL("../../test/golden/frames.json", import.meta.url), "utf8")) as Frame[]
).filter(({ decoded }) => decoded.message === "request" || decoded.message === "reply");

/** Numbers that depend on the seed alone, so that a failure can be played again. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed || 1; ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

function mutated(bytes: Buffer, random: Generator<number, never>): Buffer {
  const next = (limit: number) => random.next().value % limit;
  const copy = Buffer.from(bytes);
  const kind = next(4);
  if (kind === 0) return copy.subarray(0, next(copy.length));
  for (let n = 1 + next(4); n > 0; n--) copy[next(copy.length)] = kind === 1 ? 255 : next(256);
  if (kind === 3) return Buffer.concat([copy.subarray(0, next(copy.length)), copy.subarray(next(copy.length))]);
  return copy;
}

describe("hostile peers", () => {
  it(`${ROUNDS} mutated or cut messages end in a value or one clear error`, () => {
    const random = numbers(20_261_124);
    for (let round = 0; round < ROUNDS; round++) {
      const frame = frames[round % frames.length] as Frame;
      const bytes = mutated(Buffer.from(frame.hex, "hex"), random);
      try {
        const message = readMessage(readHeader(bytes, 1_000_000), bytes);
        const operation = schema.operation(frame.decoded.interface ?? "", frame.decoded.operation ?? "");
        if (!operation) continue;
        if (message.type === "request") decodeEncapsulation(schema, operation.in, message.request.parameters);
        if (message.type === "reply" && "result" in message.reply) {
          if (message.reply.status === 1) decodeException(schema, message.reply.result);
          else
            decodeEncapsulation(
              schema,
              [...operation.out, ...(operation.returns ? [{ name: "r", ...operation.returns }] : [])],
              message.reply.result,
            );
        }
      } catch (error) {
        assert.ok(error instanceof MarshalError, `round ${round}: ${String((error as Error).stack)}`);
      }
    }
  });

  it("a server outlives them, and goes on serving others", { timeout: 60_000 }, async () => {
    const server = await listen();
    const random = numbers(7);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < ROUNDS / 20; round++) {
      const socket = tcp(server.port, "127.0.0.1");
      socket.on("error", () => {});
      const ended = new Promise((resolve) => socket.once("close", resolve));
      for (let n = 0; n < 20; n++) {
        const frame = frames[random.next().value % frames.length] as Frame;
        socket.write(mutated(Buffer.from(frame.hex, "hex"), random));
      }
      socket.end();
      socket.resume();
      await ended;
    }
    const client = await connect({ host: "127.0.0.1", port: server.port, transport: "tcp", schema });
    assert.equal(await client.invoke(queries, QUERY, "ice_id", []), QUERY);
    await client.close();
    await server.close();
    assert.ok(process.memoryUsage().rss - before < 300_000_000, "memory grew");
  });

  it("sizes that can't be true are refused before anything is made of them", () => {
    const encapsulation = (body: string) => {
      const bytes = Buffer.from(`00000000 0101 ${body}`.replaceAll(" ", ""), "hex");
      bytes.writeInt32LE(bytes.length);
      return bytes;
    };
    const rows = [{ name: "rows", type: "::omero::RTypeSeqSeq" }];
    assert.throws(
      () => decodeEncapsulation(schema, rows, encapsulation("ff ffffff7f 00")),
      /a sequence of 2147483647 elements/,
    );
    assert.throws(() => decodeEncapsulation(schema, rows, encapsulation("ff ffffffff 00")), /a size of -1/);
    assert.throws(() => decodeEncapsulation(schema, rows, encapsulation("01 01 05")), /referred to before it is there/);
  });

  it("a type id that is no value's, or unknown, is never made into an object", () => {
    const typeId = Buffer.from("::omero::api::Nonsense");
    const body = Buffer.concat([Buffer.from([1, 0x21, typeId.length]), typeId]);
    const bytes = Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 1]), body]);
    bytes.writeInt32LE(bytes.length);
    assert.throws(
      () => decodeEncapsulation(schema, [{ name: "x", type: "::Ice::Object" }], bytes),
      /unknown class ::omero::api::Nonsense/,
    );
  });

  it("instances nested without end are refused in both directions, not by an overflow", () => {
    const open = Buffer.from([1, 0x22, 1]);
    const first = Buffer.concat([Buffer.from([1, 0x21, 15]), Buffer.from("::omero::RArray")]);
    const deep = Buffer.concat([
      Buffer.from([0, 0, 0, 0, 1, 1]),
      first,
      ...Array.from({ length: 50_000 }, () => Buffer.concat([Buffer.from([1]), open])),
    ]);
    deep.writeInt32LE(deep.length);
    assert.throws(() => decodeEncapsulation(schema, [{ name: "x", type: "::omero::RType" }], deep), MarshalError);
  });
});
