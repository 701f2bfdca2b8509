import type { Socket } from "node:net";
import {
  decodeEncapsulation,
  decodeException,
  encodeEncapsulation,
  type Parameter,
} from "../encoding/encapsulation.js";
import { ConnectionLost, MarshalError, RequestFailed, TimeoutError, UnknownServerError } from "../errors.js";
import {
  emptyEncapsulation,
  type Message,
  OK,
  type Reply,
  type Request,
  USER_EXCEPTION,
  writeMessage,
} from "../protocol/frames.js";
import type { OperationFacts } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { EncodingVersion, Identity, ObjectProxy } from "../values.js";
import { MessageStream } from "./message-stream.js";
import { MODES, resultParameters, type Servant, serve } from "./servant.js";

export interface CallOptions {
  /** Sent with the call, as it is. */
  readonly context?: Readonly<Record<string, string>>;
  /** How long to wait for the answer; the connection's own time-out where it is not given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly encoding?: EncodingVersion;
}

/** An object at the other end: a proxy as it was received, or just its identity. */
export type Target = Pick<ObjectProxy, "identity"> & Partial<ObjectProxy>;

/** What to do with a request: serve it, refuse it, or drop the line without a word. */
export type Located = Servant | RequestFailed | "no-object" | "no-facet" | "close";

export interface ConnectionSettings {
  readonly schema: Schema;
  readonly callTimeoutMs: number;
  /** Bytes; larger messages end the line. */
  readonly messageSizeMax: number;
  /** Sends a sign of life when the line was quiet for so long; 0: never. */
  readonly heartbeatMs: number;
  readonly locate: (identity: Identity, facet: string, connection: Connection) => Located;
  readonly fingerprint?: string;
}

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** How long a graceful end may take before the line is cut. */
const FAREWELL_MS = 2_000;

/**
 * One line between two peers. Either end may call the other; a client must have seen the server's first message
 * (`validated`) before its first request, and `connect` waits for it.
 */
export class Connection {
  /** Settles when the line has ended: undefined for an agreed end, else why. */
  readonly closed: Promise<Error | undefined>;
  /** Settles when the peer has greeted. */
  readonly validated: Promise<void>;
  /** When the peer was last heard of, heartbeats included; milliseconds since 1970. */
  lastReceived = Date.now();
  private readonly pending = new Map<number, Pending>();
  private readonly servants = new Map<string, Servant>();
  private readonly stream: MessageStream;
  private readonly heartbeats: NodeJS.Timeout | undefined;
  private nextRequestId = 1;
  private serving = 0;
  private ended: Error | undefined;
  private closing = false;
  private lastSent = Date.now();
  private settleClosed: (error: Error | undefined) => void = () => {};
  private settleValidated: () => void = () => {};

  constructor(
    private readonly socket: Socket,
    private readonly settings: ConnectionSettings,
    role: "client" | "server",
  ) {
    this.stream = new MessageStream(settings.messageSizeMax);
    this.closed = new Promise((resolve) => {
      this.settleClosed = resolve;
    });
    this.validated = new Promise((resolve) => {
      this.settleValidated = resolve;
    });
    socket.on("data", (chunk) => {
      this.lastReceived = Date.now();
      this.received(chunk);
    });
    socket.on("error", (cause) => this.end(new ConnectionLost(`the connection broke: ${cause.message}`, { cause })));
    socket.on("close", () => this.end(this.closing ? undefined : new ConnectionLost("the peer closed the connection")));
    if (settings.heartbeatMs > 0) {
      this.heartbeats = setInterval(() => {
        if (Date.now() - this.lastSent >= settings.heartbeatMs / 2) this.heartbeat();
      }, settings.heartbeatMs / 2).unref();
    }
    if (role === "server") {
      this.settleValidated();
      this.heartbeat();
    }
  }

  /** Whether the line has ended. */
  get over(): boolean {
    return this.ended !== undefined;
  }

  get remote(): { readonly address: string; readonly port: number; readonly certificateFingerprint?: string } {
    const { fingerprint } = this.settings;
    return {
      address: this.socket.remoteAddress ?? "",
      port: this.socket.remotePort ?? 0,
      ...(fingerprint === undefined ? {} : { certificateFingerprint: fingerprint }),
    };
  }

  /**
   * Calls an operation and waits for its answer: the return value, or `{ returns, …out parameters by name }` where the
   * operation has out parameters.
   * @throws SliceException for an answer that Slice declares; RequestFailed, UnknownServerError; TimeoutError,
   *   ConnectionLost, the signal's reason; MarshalError for arguments or an answer that do not fit.
   */
  async invoke(
    target: Target,
    interfaceId: string,
    operation: string,
    args: readonly unknown[],
    options: CallOptions = {},
  ): Promise<unknown> {
    const facts = this.operation(interfaceId, operation);
    const request = this.request(target, facts, operation, args, options);
    const reply = await this.exchange(request, options);
    return this.answer(reply, facts);
  }

  /** Calls without waiting for an answer; resolves when the request is handed to the system. */
  async oneway(
    target: Target,
    interfaceId: string,
    operation: string,
    args: readonly unknown[],
    options: CallOptions = {},
  ): Promise<void> {
    const request = this.request(target, this.operation(interfaceId, operation), operation, args, options);
    await this.send({ type: "request", requestId: 0, request });
  }

  /** Collects oneway calls and sends them as one message. */
  batch(): { add: (...call: Parameters<Connection["oneway"]>) => void; flush: () => Promise<void> } {
    let requests: Request[] = [];
    return {
      add: (target, interfaceId, operation, args, options = {}) => {
        requests.push(this.request(target, this.operation(interfaceId, operation), operation, args, options));
      },
      flush: async () => {
        const batch = requests;
        requests = [];
        if (batch.length > 0) await this.send({ type: "batchRequest", requests: batch });
      },
    };
  }

  /** Serves calls that the peer makes on an object of ours, over this line. */
  serve(identity: Identity, servant: Servant): void {
    this.servants.set(key(identity), servant);
  }

  withdraw(identity: Identity): void {
    this.servants.delete(key(identity));
  }

  /** A sign of life, so that a router does not take the line for dead. */
  heartbeat(): void {
    this.send({ type: "validateConnection" }).catch(() => {});
  }

  /** Ends the line with a word to the peer: calls that are being served are answered first, calls under way are given up. */
  async close(): Promise<void> {
    if (this.ended || this.closing) {
      await this.closed;
      return;
    }
    this.closing = true;
    const cut = setTimeout(() => this.destroy(), FAREWELL_MS);
    this.rejectPending(new ConnectionLost("the connection was closed"));
    while (this.serving > 0 && !this.ended) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!this.ended) {
      this.socket.write(writeMessage({ type: "closeConnection" }));
      this.socket.end();
    }
    await this.closed;
    clearTimeout(cut);
  }

  /** Cuts the line without a word. */
  destroy(error?: Error): void {
    this.end(error);
    this.socket.destroy();
  }

  private operation(interfaceId: string, operation: string): OperationFacts {
    const facts = this.settings.schema.operation(interfaceId, operation);
    if (!facts) throw new MarshalError(`no table knows the operation ${operation} of ${interfaceId}`);
    return facts;
  }

  private request(
    target: Target,
    facts: OperationFacts,
    operation: string,
    args: readonly unknown[],
    options: CallOptions,
  ): Request {
    const encoding = options.encoding ?? (target.encoding === "1.0" ? "1.0" : "1.1");
    const format = facts.format === "Sliced" ? "sliced" : "compact";
    const parameters =
      facts.in.length === 0 && args.length === 0
        ? emptyEncapsulation(encoding)
        : encodeEncapsulation(this.settings.schema, facts.in, args, { encoding, format });
    const { identity, facet = "" } = target;
    return {
      identity,
      facet,
      operation,
      mode: MODES[facts.sendMode ?? facts.mode],
      context: options.context ?? {},
      parameters,
    };
  }

  private exchange(request: Request, options: CallOptions): Promise<Reply> {
    const { signal, timeoutMs = this.settings.callTimeoutMs } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const requestId = this.nextRequestId;
      this.nextRequestId = requestId === 0x7fff_ffff ? 1 : requestId + 1;
      const settle = () => {
        this.pending.delete(requestId);
        clearTimeout(timer);
        signal?.removeEventListener("abort", aborted);
      };
      const fail = (error: unknown) => {
        settle();
        reject(error);
      };
      const aborted = () => fail(signal?.reason);
      const timer = setTimeout(
        () => fail(new TimeoutError(`no answer to ${request.operation} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      signal?.addEventListener("abort", aborted, { once: true });
      this.pending.set(requestId, {
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: fail,
      });
      this.send({ type: "request", requestId, request }).catch(fail);
    });
  }

  private answer(reply: Reply, facts: OperationFacts): unknown {
    const { schema } = this.settings;
    switch (reply.status) {
      case OK: {
        const parameters: Parameter[] = resultParameters(facts);
        const values = decodeEncapsulation(schema, parameters, reply.result);
        if (facts.out.length === 0) return values[0];
        return Object.fromEntries(parameters.map(({ name }, i) => [name, values[i]]));
      }
      case USER_EXCEPTION:
        throw decodeException(schema, reply.result);
      case 2:
      case 3:
      case 4:
        throw new RequestFailed(reply.status, reply.about);
      default:
        throw new UnknownServerError(reply.status, reply.unknown);
    }
  }

  private received(chunk: Buffer): void {
    try {
      for (const message of this.stream.push(chunk)) this.handle(message);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      this.destroy(new ConnectionLost(`the peer sent what is no valid Ice: ${why}`, { cause }));
    }
  }

  private handle(message: Message): void {
    switch (message.type) {
      case "validateConnection":
        this.settleValidated();
        break;
      case "reply":
        // A reply that nobody waits for any more came too late: its call was given up.
        this.pending.get(message.requestId)?.resolve(message.reply);
        break;
      case "request":
        void this.dispatch(message.request, message.requestId);
        break;
      case "batchRequest":
        void this.dispatchInOrder(message.requests);
        break;
      case "closeConnection":
        this.closing = true;
        this.rejectPending(new ConnectionLost("the server closed the connection"));
        this.socket.end();
        break;
    }
  }

  private async dispatchInOrder(requests: readonly Request[]): Promise<void> {
    for (const request of requests) await this.dispatch(request, 0);
  }

  private async dispatch(request: Request, requestId: number): Promise<void> {
    const { identity, facet, operation, mode, context } = request;
    const located = (facet === "" && this.servants.get(key(identity))) || this.settings.locate(identity, facet, this);
    if (located === "close") {
      this.destroy();
      return;
    }
    this.serving++;
    try {
      const reply: Reply =
        typeof located === "string" || located instanceof RequestFailed
          ? refusal(located, { identity, facet, operation })
          : await serve(this.settings.schema, located, request, {
              ...{ identity, facet, operation, mode, context, requestId, connection: this },
              encoding: request.parameters[5] === 0 ? "1.0" : "1.1",
            });
      if (requestId !== 0 && !this.ended) await this.send({ type: "reply", requestId, reply });
    } catch (cause) {
      if (!this.ended) this.destroy(new ConnectionLost(`a reply could not be sent: ${String(cause)}`, { cause }));
    } finally {
      this.serving--;
    }
  }

  private send(message: Message): Promise<void> {
    if (this.ended) return Promise.reject(this.ended);
    if (this.closing && message.type !== "reply") return Promise.reject(new ConnectionLost("the connection is closed"));
    const bytes = writeMessage(message);
    if (bytes.length > this.settings.messageSizeMax) {
      return Promise.reject(
        new MarshalError(
          `a message of ${bytes.length} bytes, over the limit of ${this.settings.messageSizeMax}: ask for less at once`,
        ),
      );
    }
    this.lastSent = Date.now();
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (cause) =>
        cause
          ? reject(this.ended ?? new ConnectionLost(`the connection broke: ${cause.message}`, { cause }))
          : resolve(),
      );
    });
  }

  private end(error: Error | undefined): void {
    if (this.ended) return;
    this.ended = error ?? new ConnectionLost("the connection is closed");
    clearInterval(this.heartbeats);
    this.rejectPending(this.ended);
    this.settleClosed(error);
  }

  private rejectPending(error: Error): void {
    for (const call of [...this.pending.values()]) call.reject(error);
  }
}

function refusal(why: RequestFailed | "no-object" | "no-facet", about: RequestFailed["about"]): Reply {
  if (why instanceof RequestFailed) return { status: why.status, about: why.about };
  return { status: why === "no-object" ? 2 : 3, about };
}

function key(identity: Identity): string {
  return `${identity.category}\u0000${identity.name}`;
}
