import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  decodeEncapsulation,
  decodeException,
  encodeEncapsulation,
  encodeException,
  encodingOf,
  type Parameter,
} from "#src/encoding/encapsulation.js";
import type { Format } from "#src/encoding/encoder11.js";
import {
  HEADER_SIZE,
  type Message,
  type Request,
  readHeader,
  readMessage,
  writeMessage,
} from "#src/protocol/frames.js";
import type { OperationFacts } from "#src/schema/facts.js";
import { schema } from "../support/schema.js";
import { bunzip } from "./bunzip.js";
import { Documenter } from "./document.js";

interface Encapsulated {
  readonly encoding: string;
  readonly size: number;
  readonly format?: Format;
  readonly values?: readonly { name: string; type: string; value: unknown }[];
  readonly exception?: unknown;
  readonly raw?: string;
}

interface Decoded {
  readonly message: string;
  readonly compression: number;
  readonly size: number;
  readonly uncompressedSize?: number;
  readonly requestId?: number;
  readonly identity?: unknown;
  readonly facet?: string;
  readonly operation?: string;
  readonly mode?: number;
  readonly context?: readonly [string, string][];
  readonly interface?: string;
  readonly params?: Encapsulated;
  readonly requests?: readonly Decoded[];
  readonly status?: number;
  readonly result?: Encapsulated;
  readonly about?: unknown;
  readonly unknown?: string;
}

interface Frame {
  readonly id: string;
  readonly note: string;
  readonly hex: string;
  readonly encodes: "exact" | "order";
  readonly decoded: Decoded;
}

const frames = JSON.parse(readFileSync(new URL("../../test/golden/frames.json", import.meta.url), "utf8")) as Frame[];

describe("frames of a real OMERO.server", () => {
  for (const frame of frames) {
    it(`${frame.id} ${frame.note}`, () => {
      const { message, bytes } = opened(frame);
      assert.deepEqual(plain(documented(message, frame.decoded)), plain(expected(frame.decoded)));
      const again = rewritten(message, frame.decoded);
      if (frame.encodes === "exact") {
        assert.equal(again.toString("hex"), bytes.toString("hex"));
      } else {
        const reread = readMessage(readHeader(again, again.length), again);
        assert.deepEqual(plain(documented(reread, frame.decoded)), plain(expected(frame.decoded)));
      }
    });
  }

  it("are all there", () => {
    assert.equal(frames.length, 354);
    assert.equal(frames.filter((frame) => frame.encodes === "exact").length, 334);
  });
});

/** The message of a frame; a compressed one is opened first, as the product itself never asks for compression. */
function opened(frame: Frame): { message: Message; bytes: Buffer } {
  let bytes = Buffer.from(frame.hex, "hex");
  const header = readHeader(bytes, bytes.length);
  assert.equal(header.size, frame.decoded.size);
  assert.equal(header.compression, frame.decoded.compression);
  if (header.compression === 2) {
    assert.throws(() => readMessage(header, bytes), /compressed/);
    const body = bunzip(bytes.subarray(HEADER_SIZE + 4));
    assert.equal(HEADER_SIZE + body.length, frame.decoded.uncompressedSize);
    bytes = Buffer.concat([bytes.subarray(0, HEADER_SIZE), body]);
    bytes[9] = 0;
    bytes.writeInt32LE(bytes.length, 10);
  }
  return { message: readMessage({ ...header, compression: bytes[9] as number }, bytes), bytes };
}

function documented(message: Message, decoded: Decoded): unknown {
  switch (message.type) {
    case "request":
      return { requestId: message.requestId, ...requestDocument(message.request, decoded) };
    case "batchRequest":
      return {
        requests: message.requests.map((request, i) => requestDocument(request, decoded.requests?.[i] as Decoded)),
      };
    case "reply": {
      const { reply } = message;
      if ("result" in reply) {
        return {
          requestId: message.requestId,
          status: reply.status,
          result: encapsulationDocument(reply.result, reply.status, decoded),
        };
      }
      return { requestId: message.requestId, ...reply };
    }
    default:
      return {};
  }
}

function requestDocument(request: Request, decoded: Decoded): Record<string, unknown> {
  const { identity, facet, operation, mode } = request;
  const context = Object.entries(request.context);
  return {
    identity,
    facet,
    operation,
    mode,
    context,
    params: encapsulationDocument(request.parameters, undefined, decoded),
  };
}

function encapsulationDocument(bytes: Buffer, status: number | undefined, decoded: Decoded): unknown {
  const encoding = encodingOf(bytes);
  const wanted = (status === undefined ? decoded.params : decoded.result) as Encapsulated;
  if (wanted.raw !== undefined) return { encoding, size: bytes.length, raw: bytes.subarray(6).toString("hex") };
  const documenter = new Documenter(schema);
  if (status === 1) {
    const { $type, members } = decodeException(schema, bytes);
    return { encoding, size: bytes.length, exception: documenter.numbered(documenter.exception($type, members)) };
  }
  const parameters = signature(decoded, status);
  const values = decodeEncapsulation(schema, parameters, bytes).map((value, i) => {
    const { name, type } = parameters[i] as Parameter;
    return { name, type, value: documenter.value(value, schema.type(type)) };
  });
  return { encoding, size: bytes.length, values: documenter.numbered(values) };
}

function expected(decoded: Decoded): unknown {
  const { message: _m, compression: _c, size: _s, interface: _i, ...known } = decoded;
  const {
    statusName: _n,
    protocol: _p,
    encoding: _e,
    uncompressedSize: _u,
    ...rest
  } = known as typeof known & Record<string, unknown>;
  if (rest.requests) return { requests: rest.requests.map(expected) };
  if (rest.status !== undefined) {
    const { operation: _o, ...reply } = rest;
    return { ...reply, ...(reply.result ? { result: withoutFormat(reply.result) } : {}) };
  }
  return rest.params ? { ...rest, params: withoutFormat(rest.params) } : rest;
}

function withoutFormat(encapsulated: Encapsulated): unknown {
  const { format: _f, rounds: _r, problem: _p, ...rest } = encapsulated as Encapsulated & Record<string, unknown>;
  return rest;
}

function operationOf(decoded: Decoded): OperationFacts {
  const operation = schema.operation(decoded.interface as string, decoded.operation as string);
  assert.ok(operation, `${decoded.interface} ${decoded.operation}`);
  return operation;
}

/** The parameters of a request, or the out parameters and then the result of a reply. */
function signature(decoded: Decoded, status: number | undefined): readonly Parameter[] {
  const operation = operationOf(decoded);
  if (status === undefined) return operation.in;
  return [...operation.out, ...(operation.returns ? [{ name: "return", type: operation.returns.type }] : [])];
}

function rewritten(message: Message, decoded: Decoded): Buffer {
  switch (message.type) {
    case "request":
      return writeMessage(
        { ...message, request: requestAgain(message.request, decoded) },
        decoded.compression === 2 ? 0 : decoded.compression,
      );
    case "batchRequest":
      return writeMessage({
        ...message,
        requests: message.requests.map((request, i) => requestAgain(request, decoded.requests?.[i] as Decoded)),
      });
    case "reply": {
      const { reply } = message;
      const compression = decoded.compression === 2 ? 0 : decoded.compression;
      if (!("result" in reply)) return writeMessage(message, compression);
      const result = encapsulationAgain(reply.result, reply.status, decoded);
      return writeMessage({ ...message, reply: { ...reply, result } }, compression);
    }
    default:
      return writeMessage(message, decoded.compression);
  }
}

function requestAgain(request: Request, decoded: Decoded): Request {
  return { ...request, parameters: encapsulationAgain(request.parameters, undefined, decoded) };
}

function encapsulationAgain(bytes: Buffer, status: number | undefined, decoded: Decoded): Buffer {
  const wanted = (status === undefined ? decoded.params : decoded.result) as Encapsulated;
  if (wanted.raw !== undefined) return bytes;
  const options = { encoding: encodingOf(bytes), ...(wanted.format ? { format: wanted.format } : {}) };
  if (status === 1) return encodeException(schema, decodeException(schema, bytes), options);
  const parameters = signature(decoded, status);
  return encodeEncapsulation(schema, parameters, decodeEncapsulation(schema, parameters, bytes), options);
}

/** As JSON has it: -0 and NaN are told apart before, undefined is gone. */
function plain(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document, (_key, value) => (Object.is(value, -0) ? "-0" : value)));
}
