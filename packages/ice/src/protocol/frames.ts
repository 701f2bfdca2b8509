import { ByteReader } from "../bytes/reader.js";
import { ByteWriter } from "../bytes/writer.js";
import { MarshalError } from "../errors.js";
import type { EncodingVersion, Identity } from "../values.js";

/** Every message starts with these 14 bytes: magic, protocol version, encoding of the header, type, compression, size. */
export const HEADER_SIZE = 14;

const MAGIC = 0x50_65_63_49; // "IceP", little endian

const TYPES = ["request", "batchRequest", "reply", "validateConnection", "closeConnection"] as const;
export type MessageType = (typeof TYPES)[number];

export interface Header {
  readonly type: MessageType;
  /** 0: not compressed; 1: not compressed, but the answer may be; 2: compressed with bzip2. */
  readonly compression: number;
  /** Of the whole message, header included; in bytes. */
  readonly size: number;
}

/** @throws MarshalError for what is no Ice message, or one over the limit. */
export function readHeader(bytes: Buffer, largest: number): Header {
  const input = new ByteReader(bytes);
  if (input.int() !== MAGIC)
    throw new MarshalError(`not Ice: the message starts with ${bytes.subarray(0, 4).toString("latin1")}`);
  const [major, minor, encodingMajor, encodingMinor] = [input.byte(), input.byte(), input.byte(), input.byte()];
  if (major !== 1 || encodingMajor !== 1) {
    throw new MarshalError(
      `Ice protocol ${major}.${minor} with encoding ${encodingMajor}.${encodingMinor}; only 1.0 is known`,
    );
  }
  const number = input.byte();
  const type = TYPES[number];
  if (type === undefined) throw new MarshalError(`a message of the unknown type ${number}`);
  const compression = input.byte();
  if (compression > 2) throw new MarshalError(`a message with the compression status ${compression}`);
  const size = input.int();
  if (size < HEADER_SIZE) throw new MarshalError(`a message of ${size} bytes`);
  if (size > largest) throw new MarshalError(`a message of ${size} bytes, over the limit of ${largest}`);
  return { type, compression, size };
}

/** What a request asks of which object; `parameters` is an encapsulation. */
export interface Request {
  readonly identity: Identity;
  readonly facet: string;
  readonly operation: string;
  /** 0 normal, 1 nonmutating, 2 idempotent. */
  readonly mode: number;
  readonly context: Readonly<Record<string, string>>;
  readonly parameters: Buffer;
}

export type Reply =
  | { readonly status: typeof OK | typeof USER_EXCEPTION; readonly result: Buffer }
  | {
      readonly status: 2 | 3 | 4;
      readonly about: { readonly identity: Identity; readonly facet: string; readonly operation: string };
    }
  | { readonly status: 5 | 6 | 7; readonly unknown: string };

export const OK = 0;
export const USER_EXCEPTION = 1;

export type Message =
  | { readonly type: "request"; readonly requestId: number; readonly request: Request }
  | { readonly type: "batchRequest"; readonly requests: readonly Request[] }
  | { readonly type: "reply"; readonly requestId: number; readonly reply: Reply }
  | { readonly type: "validateConnection" | "closeConnection" };

/** Takes a whole message apart; its header has been read. */
export function readMessage(header: Header, bytes: Buffer): Message {
  if (header.compression === 2) throw new MarshalError("a compressed message, though compression was not asked for");
  const input = new ByteReader(bytes);
  input.skip(HEADER_SIZE);
  const message = readBody(header.type, input);
  if (input.remaining > 0) throw new MarshalError(`${input.remaining} bytes are left behind a ${header.type}`);
  return message;
}

function readBody(type: MessageType, input: ByteReader): Message {
  switch (type) {
    case "request":
      return { type, requestId: input.int(), request: readRequest(input) };
    case "batchRequest": {
      const count = input.int();
      if (count < 0 || count * LEAST_REQUEST > input.remaining) throw new MarshalError(`a batch of ${count} requests`);
      return { type, requests: Array.from({ length: count }, () => readRequest(input)) };
    }
    case "reply":
      return { type, requestId: input.int(), reply: readReply(input) };
    default:
      return { type };
  }
}

/** Two empty strings, no facet, an empty operation, a mode, no context, an empty encapsulation. */
const LEAST_REQUEST = 12;

function readRequest(input: ByteReader): Request {
  const identity = input.identity();
  const facet = input.facet();
  const operation = input.string();
  const mode = input.byte();
  const context: Record<string, string> = Object.create(null);
  for (let count = input.count(2); count > 0; count--) {
    const key = input.string();
    context[key] = input.string();
  }
  return { identity, facet, operation, mode, context, parameters: readEncapsulation(input) };
}

function readReply(input: ByteReader): Reply {
  const status = input.byte();
  switch (status) {
    case OK:
    case USER_EXCEPTION:
      return { status, result: readEncapsulation(input) };
    case 2:
    case 3:
    case 4:
      return { status, about: { identity: input.identity(), facet: input.facet(), operation: input.string() } };
    case 5:
    case 6:
    case 7:
      return { status, unknown: input.string() };
    default:
      throw new MarshalError(`a reply of the unknown status ${status}`);
  }
}

/** The bytes of an encapsulation where they stand in the message. */
function readEncapsulation(input: ByteReader): Buffer {
  const start = input.position;
  const size = input.int();
  if (size < 6 || start + size > input.end) throw new MarshalError(`an encapsulation of ${size} bytes`);
  input.position = start + size;
  return input.bytes.subarray(start, start + size);
}

export function writeMessage(message: Message, compression = 0): Buffer {
  const output = new ByteWriter(sizeHint(message));
  output.int(MAGIC);
  for (const byte of [1, 0, 1, 0, TYPES.indexOf(message.type), compression]) output.byte(byte);
  const sizeAt = output.reserveInt();
  switch (message.type) {
    case "request":
      output.int(message.requestId);
      writeRequest(output, message.request);
      break;
    case "batchRequest":
      output.int(message.requests.length);
      for (const request of message.requests) writeRequest(output, request);
      break;
    case "reply":
      output.int(message.requestId);
      writeReply(output, message.reply);
  }
  output.patchInt(sizeAt, output.position);
  return output.finish();
}

/** An encapsulation without values. (frames f019: 6 bytes in the encoding of the request) */
export function emptyEncapsulation(encoding: EncodingVersion): Buffer {
  return Buffer.from([6, 0, 0, 0, 1, encoding === "1.0" ? 0 : 1]);
}

function writeRequest(output: ByteWriter, request: Request): void {
  output.identity(request.identity);
  output.facet(request.facet);
  output.string(request.operation);
  output.byte(request.mode);
  const context = Object.entries(request.context);
  output.size(context.length);
  for (const [key, value] of context) {
    output.string(key);
    output.string(value);
  }
  output.raw(request.parameters);
}

function writeReply(output: ByteWriter, reply: Reply): void {
  output.byte(reply.status);
  switch (reply.status) {
    case OK:
    case USER_EXCEPTION:
      output.raw(reply.result);
      break;
    case 2:
    case 3:
    case 4:
      output.identity(reply.about.identity);
      output.facet(reply.about.facet);
      output.string(reply.about.operation);
      break;
    default:
      output.string(reply.unknown);
  }
}

function sizeHint(message: Message): number {
  if (message.type === "request") return message.request.parameters.length + 512;
  if (message.type === "reply" && "result" in message.reply) return message.reply.result.length + 64;
  return 256;
}
