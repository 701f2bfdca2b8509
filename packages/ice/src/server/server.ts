import { createServer as createTcpServer, type Server as NetServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { MESSAGE_SIZE_MAX } from "../connection/connect.js";
import { Connection, type ConnectionSettings, type Located } from "../connection/connection.js";
import type { Schema } from "../schema/schema.js";
import { ANONYMOUS } from "../transport/tls.js";
import type { Identity } from "../values.js";

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one; see `Server.port`. */
  readonly port: number;
  /** Key and certificate (PEM), or anonymous TLS without any. Absent: tcp in the clear. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer } | { readonly anonymous: true };
  readonly schema: Schema;
  /** Finds who serves a request. */
  readonly locate: (identity: Identity, facet: string, connection: Connection) => Located;
  readonly onConnection?: (connection: Connection) => void;
  readonly onClose?: (connection: Connection) => void;
  readonly callTimeoutMs?: number;
  readonly messageSizeMax?: number;
}

/** Listens for Ice clients. */
export class Server {
  private readonly connections = new Set<Connection>();

  private constructor(
    private readonly listener: NetServer,
    private readonly options: ListenOptions,
  ) {}

  /** @throws the system's error where host and port can't be listened on. */
  static async listen(options: ListenOptions): Promise<Server> {
    const { tls } = options;
    const listener =
      tls === undefined
        ? createTcpServer({ noDelay: true })
        : createTlsServer("anonymous" in tls ? { ...ANONYMOUS, dhparam: "auto" } : { key: tls.key, cert: tls.cert });
    const server = new Server(listener, options);
    listener.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => server.accept(socket));
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(options.port, options.host, resolve);
    });
    listener.on("error", () => {});
    return server;
  }

  get port(): number {
    const address = this.listener.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Stops listening and ends every line with a word to its client. */
  async close(): Promise<void> {
    const stopped = new Promise((resolve) => this.listener.close(resolve));
    await Promise.all([...this.connections].map((connection) => connection.close()));
    await stopped;
  }

  private accept(socket: Socket): void {
    socket.setNoDelay(true);
    const settings: ConnectionSettings = {
      schema: this.options.schema,
      locate: this.options.locate,
      callTimeoutMs: this.options.callTimeoutMs ?? 120_000,
      messageSizeMax: this.options.messageSizeMax ?? MESSAGE_SIZE_MAX,
      heartbeatMs: 0,
    };
    const connection = new Connection(socket, settings, "server");
    this.connections.add(connection);
    void connection.closed.then(() => {
      this.connections.delete(connection);
      this.options.onClose?.(connection);
    });
    this.options.onConnection?.(connection);
  }
}
