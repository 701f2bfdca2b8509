import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Connection, type ObjectProxy, Schema, Server } from "@omero-archiver/ice";
import { loadSliceFacts } from "@omero-archiver/omero/slice";
import type { Backend } from "./backend.js";
import { fillNewDatabase, repositoriesOf } from "./new-database.js";
import { type Certificate, certificateFileIn, certificateIn } from "./router/certificate.js";
import { Line } from "./router/line.js";
import { ActiveObjects } from "./router/objects.js";
import { Model } from "./schema/model.js";
import { Processor } from "./scripts/processor.js";
import { Configuration } from "./services/configuration.js";
import { DataFolder } from "./services/data-folder.js";
import { Login } from "./sessions/login.js";
import { Passwords } from "./sessions/passwords.js";
import { ROLES } from "./sessions/people.js";
import { DEFAULT_TIME_TO_IDLE, Sessions } from "./sessions/sessions.js";
import { Store } from "./store/store.js";

export interface StandInOptions {
  /** OMERO's data directory; made, with a new database, where it is not there. */
  readonly dataDir: string;
  readonly host?: string;
  /** 0: any free port. */
  readonly sslPort?: number;
  readonly tcpPort?: number;
  /** Sets root's password; needed at the first start. */
  readonly rootPassword?: string;
  /** How long a client may be silent before the router drops its line, in seconds (the real one is told 600, and waits half as long again). */
  readonly routerTimeoutS?: number;
  /** How often sessions and lines are looked over for those that have timed out. */
  readonly sweepMs?: number;
  /** A Python with OMERO's client, to run scripts with; without one there is no processor. */
  readonly python?: string;
}

const FOLDERS = ["Files", "ManagedRepository", "Pixels"];

/** Where a stand-in keeps its database; a data directory without it is new. */
export function databaseFileIn(dataDir: string): string {
  return join(dataDir, "standin.db");
}

/** A stand-in OMERO.server: keeps its data below one directory, and serves clients over TLS and plain tcp. */
export class StandIn {
  #closed: Promise<void> | undefined;

  private constructor(
    readonly store: Store,
    readonly dataDir: string,
    readonly host: string,
    readonly ports: { readonly ssl: number; readonly tcp: number },
    private readonly servers: readonly Server[],
    private readonly sweeper: NodeJS.Timeout,
    private readonly processor: Processor,
  ) {}

  /** @throws Error where a port is taken, the directory cannot be used, or a first start lacks root's password. */
  static async start(options: StandInOptions): Promise<StandIn> {
    const { host = "127.0.0.1", routerTimeoutS = 600, sweepMs = 5_000 } = options;
    const dataDir = resolve(options.dataDir);
    for (const folder of FOLDERS) mkdirSync(join(dataDir, folder), { recursive: true });
    const facts = loadSliceFacts();
    const store = Store.open(databaseFileIn(dataDir), new Model(facts));
    try {
      const passwords = openDatabase(store, dataDir, options.rootPassword);
      const sessions = new Sessions(store);
      const logins = new Login(store, sessions, passwords);
      const lines = new Map<Connection, Line>();
      const address = { host, port: 0 };
      let sslPort = 0;
      const router = () => `OMERO.Glacier2/router:ssl -p ${sslPort} -h ${host}`;
      const processor = new Processor(options.python, router);
      const backend: Backend = {
        store,
        sessions,
        passwords,
        objects: new ActiveObjects(),
        configuration: new Configuration(store, {
          dataDir,
          tcpPort: () => address.port,
          timeToIdle: DEFAULT_TIME_TO_IDLE,
        }),
        data: new DataFolder(dataDir, repositoriesOf(store)),
        processor,
        address,
        callBack: (proxy, interfaceId, operation, args) => callBack(lines, proxy, interfaceId, operation, args),
      };
      const listen = (port: number, tls?: Certificate) =>
        Server.listen({
          host,
          port,
          ...(tls && { tls }),
          schema: new Schema(facts),
          locate: (identity, facet, connection) => lines.get(connection)?.locate(identity, facet) ?? "close",
          onConnection: (connection) => {
            lines.set(connection, new Line(connection, backend, logins, routerTimeoutS));
          },
          onClose: (connection) => {
            lines.get(connection)?.close();
            lines.delete(connection);
          },
        });
      const tcp = await listen(options.tcpPort ?? 4063);
      address.port = tcp.port;
      const ssl = await listen(options.sslPort ?? 4064, await certificateIn(dataDir)).catch(async (error: unknown) => {
        await tcp.close();
        throw error;
      });
      sslPort = ssl.port;
      const sweep = () => {
        sessions.sweep();
        // The real router waits half as long again before it drops a silent line.
        const silent = Date.now() - routerTimeoutS * 1_500;
        for (const { connection } of lines.values()) if (connection.lastReceived < silent) connection.destroy();
      };
      const sweeper = setInterval(sweep, sweepMs).unref();
      return new StandIn(store, dataDir, host, { ssl: ssl.port, tcp: tcp.port }, [ssl, tcp], sweeper, processor);
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /** Its own certificate, for clients to trust. */
  get certificateFile(): string {
    return certificateFileIn(this.dataDir);
  }

  /** Ends all lines and sessions; what was saved stays. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.sweeper);
    await this.processor.close();
    await Promise.all(this.servers.map((server) => server.close()));
    this.store.close();
  }
}

function openDatabase(store: Store, dataDir: string, rootPassword: string | undefined): Passwords {
  return store.transaction(() => {
    if (store.row("Experimenter", ROLES.rootId) === undefined) fillNewDatabase(store, dataDir);
    const passwords = new Passwords(store);
    if (rootPassword) passwords.set(ROLES.rootId, rootPassword);
    if (!passwords.has(ROLES.rootId))
      throw new Error("The first start needs a password for root: give --root-password.");
    return passwords;
  });
}

function callBack(
  lines: ReadonlyMap<Connection, Line>,
  proxy: ObjectProxy,
  interfaceId: string,
  operation: string,
  args: unknown[],
): void {
  const line = [...lines.values()].find(({ category }) => category === proxy.identity.category);
  // A client that does not hear it has gone, and with it who wanted to know.
  line?.connection.oneway(proxy, interfaceId, operation, args).catch(() => undefined);
}
