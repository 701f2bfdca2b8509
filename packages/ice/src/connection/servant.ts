import {
  decodeEncapsulation,
  encodeEncapsulation,
  encodeException,
  encodingOf,
  type Parameter,
} from "../encoding/encapsulation.js";
import { RequestFailed, SliceException } from "../errors.js";
import { emptyEncapsulation, OK, type Reply, type Request, USER_EXCEPTION } from "../protocol/frames.js";
import type { Mode, OperationFacts } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { EncodingVersion, Identity } from "../values.js";
import type { Connection } from "./connection.js";

/** What serves the calls on an object. The questions that every Ice object answers (ice_ping …) are answered for it. */
export interface Servant {
  /** The Slice interface that it implements. */
  readonly interfaceId: string;
  /**
   * Answers a call: the return value, or `{ returns, …out parameters by name }` where the operation has out parameters.
   * A SliceException goes back as user exception, a RequestFailed as its status, anything else as unknown exception.
   */
  dispatch(operation: string, args: unknown[], current: Current): unknown | Promise<unknown>;
}

/** The call that is being served. */
export interface Current {
  readonly identity: Identity;
  readonly facet: string;
  readonly operation: string;
  readonly mode: number;
  readonly context: Readonly<Record<string, string>>;
  readonly encoding: EncodingVersion;
  /** The line that it came on; calls back to the caller go the same way. */
  readonly connection: Connection;
  /** 0: oneway, nobody waits for the answer. */
  readonly requestId: number;
}

export const MODES: Readonly<Record<Mode, number>> = { Normal: 0, Nonmutating: 1, Idempotent: 2 };

/** Serves one request and makes its reply; never throws. */
export async function serve(schema: Schema, servant: Servant, request: Request, current: Current): Promise<Reply> {
  const about = { identity: request.identity, facet: request.facet, operation: request.operation };
  const operation = schema.operation(servant.interfaceId, request.operation);
  if (!operation) return { status: 4, about };
  const wrongMode = unexpectedMode(operation, request.mode);
  if (wrongMode) return { status: 5, unknown: wrongMode };
  const encoding = encodingOf(request.parameters);
  const format = operation.format === "Sliced" ? "sliced" : "compact";
  try {
    const args = decodeEncapsulation(schema, operation.in, request.parameters);
    const answer = await answerOf(schema, servant, request, args, current);
    return { status: OK, result: encodeResult(schema, operation, answer, encoding, format) };
  } catch (error) {
    if (error instanceof RequestFailed) return { status: error.status, about: error.about };
    if (error instanceof SliceException) {
      if (!declared(schema, operation, error)) return { status: 6, unknown: error.$type };
      return { status: USER_EXCEPTION, result: encodeException(schema, error, { encoding, format }) };
    }
    return { status: 7, unknown: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** The values of an operation's answer by their places: out parameters first. */
export function resultParameters(operation: OperationFacts): Parameter[] {
  return [...operation.out, ...(operation.returns ? [{ name: "returns", type: operation.returns.type }] : [])];
}

function encodeResult(
  schema: Schema,
  operation: OperationFacts,
  answer: unknown,
  encoding: EncodingVersion,
  format: "sliced" | "compact",
): Buffer {
  const parameters = resultParameters(operation);
  if (parameters.length === 0) return emptyEncapsulation(encoding);
  const values =
    operation.out.length === 0 ? [answer] : parameters.map(({ name }) => (answer as Record<string, unknown>)[name]);
  return encodeEncapsulation(schema, parameters, values, { encoding, format });
}

function answerOf(schema: Schema, servant: Servant, request: Request, args: unknown[], current: Current): unknown {
  switch (request.operation) {
    case "ice_ping":
      return undefined;
    case "ice_isA":
      return schema.isA(servant.interfaceId, args[0] as string);
    case "ice_id":
      return servant.interfaceId;
    case "ice_ids":
      return schema.typeIds(servant.interfaceId);
    default:
      return servant.dispatch(request.operation, args, current);
  }
}

/** Nonmutating is an older word for idempotent; every other difference is refused as Ice does. */
function unexpectedMode(operation: OperationFacts, received: number): string | undefined {
  const expected = MODES[operation.mode];
  if (received === expected || (expected === MODES.Idempotent && received === MODES.Nonmutating)) return undefined;
  const name = (mode: number) => Object.entries(MODES).find(([, number]) => number === mode)?.[0] ?? String(mode);
  return `Ice::MarshalException\nunexpected operation mode. expected = ${name(expected)} received = ${name(received)}`;
}

function declared(schema: Schema, operation: OperationFacts, exception: SliceException): boolean {
  const slices = schema.exception(exception.$type)?.slices ?? [];
  return slices.some((slice) => operation.throws?.includes(slice.typeId));
}
