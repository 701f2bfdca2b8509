import { connect as connectTcp, type Socket } from "node:net";
import { ConnectFailed, TimeoutError } from "../errors.js";
import { openTls, type TlsOptions } from "./tls.js";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** tcp: in the clear; ssl: TLS (Ice's own name for it). */
export type Transport = "tcp" | "ssl";

export interface OpenOptions extends Address {
  readonly transport: Transport;
  readonly tls?: TlsOptions;
  /** For reaching the peer and agreeing on TLS together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface Line {
  readonly socket: Socket;
  /** SHA-256 of the peer's certificate, hex in pairs with colons; absent over tcp and with anonymous TLS. */
  readonly fingerprint?: string;
}

/**
 * Opens a line to a peer; over TLS the certificate has been checked when it resolves.
 * @throws ConnectFailed, TlsFailed, TimeoutError, or the signal's reason.
 */
export async function openLine(options: OpenOptions): Promise<Line> {
  const { host, port, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const socket = connectTcp({ host, port, noDelay: true });
  let timer: NodeJS.Timeout | undefined;
  let aborted: (() => void) | undefined;
  const guard = new Promise<never>((_, reject) => {
    const late = `connecting to ${host}:${port} took more than ${timeoutMs} ms; is the host reachable, and is this its port?`;
    timer = setTimeout(() => reject(new TimeoutError(late)), timeoutMs);
    aborted = () => reject(signal?.reason);
    signal?.addEventListener("abort", aborted, { once: true });
  });
  try {
    return await Promise.race([opened(socket, options), guard]);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    if (aborted) signal?.removeEventListener("abort", aborted);
  }
}

async function opened(socket: Socket, options: OpenOptions): Promise<Line> {
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", (cause: NodeJS.ErrnoException) =>
      reject(new ConnectFailed(explain(options, cause), { cause })),
    );
  });
  return options.transport === "ssl" ? openTls(socket, options, options.tls ?? {}) : { socket };
}

function explain({ host, port }: Address, { code, message }: NodeJS.ErrnoException): string {
  const advice: Record<string, string> = {
    ECONNREFUSED: "nobody listens there: is the server running, and is the port right?",
    ENOTFOUND: "no such host: is the name spelt right?",
    EHOSTUNREACH: "the host can't be reached: network or firewall?",
    ENETUNREACH: "the network can't be reached",
  };
  return `can't connect to ${host}:${port} (${code ?? message})${code && advice[code] ? `; ${advice[code]}` : ""}`;
}
