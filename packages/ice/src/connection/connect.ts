import { ConnectFailed, TimeoutError } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import { openLine, type Transport } from "../transport/open.js";
import type { TlsOptions } from "../transport/tls.js";
import { Connection } from "./connection.js";

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly transport: Transport;
  readonly tls?: TlsOptions;
  readonly schema: Schema;
  /** For reaching the peer, TLS and its greeting together. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Default 120,000. */
  readonly callTimeoutMs?: number;
  /** Bytes. Default 250,000 KiB, as OMERO's clients have it. */
  readonly messageSizeMax?: number;
  /** Default 0: no heartbeats. */
  readonly heartbeatMs?: number;
  readonly signal?: AbortSignal;
}

/** OMERO's own limit (constant MESSAGESIZEMAX, in KiB there). */
export const MESSAGE_SIZE_MAX = 250_000 * 1_024;

/**
 * Connects as a client; the server has greeted when it resolves.
 * @throws ConnectFailed, TlsFailed, TimeoutError, or the signal's reason.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { host, port, transport, tls, signal, connectTimeoutMs = 10_000 } = options;
  const deadline = Date.now() + connectTimeoutMs;
  const line = await openLine({
    host,
    port,
    transport,
    timeoutMs: connectTimeoutMs,
    ...(tls ? { tls } : {}),
    ...(signal ? { signal } : {}),
  });
  const connection = new Connection(
    line.socket,
    {
      schema: options.schema,
      callTimeoutMs: options.callTimeoutMs ?? 120_000,
      messageSizeMax: options.messageSizeMax ?? MESSAGE_SIZE_MAX,
      heartbeatMs: options.heartbeatMs ?? 0,
      locate: () => "no-object",
      ...(line.fingerprint === undefined ? {} : { fingerprint: line.fingerprint }),
    },
    "client",
  );
  let timer: NodeJS.Timeout | undefined;
  let aborted: (() => void) | undefined;
  try {
    await Promise.race([
      connection.validated,
      connection.closed.then((cause) => {
        throw new ConnectFailed(
          `${host}:${port} did not greet as an Ice server: ${cause?.message ?? "the line was closed"}`,
          { cause },
        );
      }),
      new Promise((_, reject) => {
        const silence = new TimeoutError(`${host}:${port} accepts connections but says nothing; is this OMERO's port?`);
        timer = setTimeout(() => reject(silence), Math.max(1, deadline - Date.now()));
        aborted = () => reject(signal?.reason);
        signal?.addEventListener("abort", aborted, { once: true });
      }),
    ]);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    if (aborted) signal?.removeEventListener("abort", aborted);
  }
}
