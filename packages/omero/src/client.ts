import type { ObjectProxy, SliceObject } from "@omero-archiver/ice";
import { runCommand } from "./commands.js";
import { OmeroError } from "./errors.js";
import type {
  CmdDelete2Response,
  CmdRequest,
  CmdResponse,
  IAdmin,
  IConfig,
  IObject,
  IQuery,
  ISession,
  ITypes,
  IUpdate,
  RawFileStore,
  RawPixelsStore,
  ServiceFactory,
  Services,
} from "./generated/types.js";
import { Lifeline, PATIENCE } from "./lifeline.js";
import { type Login, storedLogin } from "./login.js";
import { Queries, type QueryParameters } from "./queries.js";
import { unwrap, type Value } from "./rtypes.js";
import { callOptions, type Scope } from "./scope.js";
import { type Server, Session } from "./session.js";

/** How a session is opened, once it is known where and as whom. */
interface Opening extends Server {
  /** How long a server that goes away in the middle is waited for; default 30,000. 0: a broken line is the end. */
  readonly patienceMs?: number;
}

export interface ConnectOptions extends Omit<Opening, "host"> {
  /** May be left out with a stored login. */
  readonly host?: string;
  readonly login: Login;
}

/** Who a session is, as plain data. Ids are numbers. */
export interface WhoAmI {
  readonly sessionUuid: string;
  readonly userId: number;
  readonly userName: string;
  readonly groupId: number;
  readonly groupName: string;
  /** Full and restricted administrators. */
  readonly isAdmin: boolean;
  readonly adminPrivileges: readonly string[];
  readonly memberOfGroups: readonly number[];
  readonly leaderOfGroups: readonly number[];
  /** Who is behind a session opened for somebody else. */
  readonly sudoer?: { readonly id: number; readonly name: string };
}

/** Bytes read from a file at once. */
const FILE_BLOCK = 4 * 1_024 * 1_024;

/**
 * A session at an OMERO.server. Open with `OmeroClient.connect`, end with `close` (or `await using`). It keeps itself
 * alive while it is open, and logs in again where its line broke: reading goes on by itself; a call that changes something
 * and may or may not have been done ends in ServerUnreachable.
 */
export class OmeroClient {
  readonly query: IQuery;
  readonly update: IUpdate;
  readonly admin: IAdmin;
  readonly session: ISession;
  readonly config: IConfig;
  readonly types: ITypes;
  readonly factory: ServiceFactory;
  private readonly queries: Queries;
  private keeping: NodeJS.Timeout | undefined;

  private constructor(
    private readonly line: Lifeline,
    private readonly opening: Opening,
  ) {
    this.query = line.service("::omero::api::IQuery");
    this.update = line.service("::omero::api::IUpdate");
    this.admin = line.service("::omero::api::IAdmin");
    this.session = line.service("::omero::api::ISession");
    this.config = line.service("::omero::api::IConfig");
    this.types = line.service("::omero::api::ITypes");
    this.factory = line.factory();
    this.queries = new Queries(this.query);
  }

  /**
   * Connects and logs in. A session taken up by its key or from `omero login` outlives this client.
   * @throws ServerUnreachable, LoginFailed, SessionRefused, ice's TlsFailed and TimeoutError.
   */
  static async connect(options: ConnectOptions): Promise<OmeroClient> {
    const { login, ...server } = options;
    if ("stored" in login) {
      const stored = await storedLogin(login.sessionDir);
      const at = { ...server, host: server.host ?? stored.host, port: server.port ?? stored.port };
      return OmeroClient.open(
        at,
        { sessionKey: stored.sessionKey, ...(stored.group ? { group: stored.group } : {}) },
        true,
      );
    }
    return OmeroClient.open({ ...server, host: server.host ?? "localhost" }, login, "sessionKey" in login);
  }

  private static async open(
    opening: Opening,
    login: Exclude<Login, { stored: true }>,
    outlives: boolean,
  ): Promise<OmeroClient> {
    const { patienceMs = PATIENCE, ...server } = opening;
    const open = async () => {
      const session = await Session.open(server, login);
      if (outlives) await session.own.detachOnDestroy();
      return session;
    };
    const client = new OmeroClient(new Lifeline(await open(), open, patienceMs, server.signal), opening);
    try {
      await client.keepAlive();
    } catch (error) {
      client.line.last.connection.destroy();
      throw error;
    }
    return client;
  }

  get sessionUuid(): string {
    return this.line.last.uuid;
  }

  /** Settles when the connection has ended: undefined for an agreed end, else why. */
  get closed(): Promise<Error | undefined> {
    return this.line.last.connection.closed;
  }

  /** SHA-256 of the server's certificate, to be pinned; absent over tcp. */
  get certificateFingerprint(): string | undefined {
    return this.line.last.connection.remote.certificateFingerprint;
  }

  async whoAmI(scope?: Scope): Promise<WhoAmI> {
    const e = await this.admin.getEventContext(callOptions(scope));
    if (!e) throw new TypeError("the server sent no event context");
    const sudoer = e.sudoerId ? { sudoer: { id: Number(unwrap(e.sudoerId)), name: String(unwrap(e.sudoerName)) } } : {};
    return {
      sessionUuid: e.sessionUuid ?? "",
      userId: Number(e.userId),
      userName: e.userName ?? "",
      groupId: Number(e.groupId),
      groupName: e.groupName ?? "",
      isAdmin: e.isAdmin ?? false,
      adminPrivileges: e.adminPrivileges ?? [],
      memberOfGroups: (e.memberOfGroups ?? []).map(Number),
      leaderOfGroups: (e.leaderOfGroups ?? []).map(Number),
      ...sudoer,
    };
  }

  /**
   * Opens a session as somebody else, on a connection of its own: for administrators with the privilege Sudo, and for
   * owners of a group within it (name the group). Close it when done.
   * @throws SecurityViolation, LoginFailed for an unknown user or group.
   */
  async sudo(to: {
    readonly omeName: string;
    readonly group?: string;
    readonly timeToIdleMs?: number;
  }): Promise<OmeroClient> {
    const principal = {
      $type: "::omero::sys::Principal",
      name: to.omeName,
      group: to.group ?? "",
      eventType: "User",
    } as const;
    const opened = await this.session.createSessionWithTimeouts(principal, 0, to.timeToIdleMs ?? 600_000);
    const uuid = opened ? unwrap(opened.uuid) : null;
    if (typeof uuid !== "string") throw new OmeroError(`sudo to ${to.omeName}: the server gave no session`, "", "");
    return OmeroClient.open(this.opening, { sessionKey: uuid }, false);
  }

  /** Another service's operations as methods. */
  service<I extends keyof Services>(interfaceId: I): Services[I] {
    return this.line.service(interfaceId);
  }

  /** A new stateful service for one piece of work, its operations as methods; whoever asked for it closes it. */
  async stateful<I extends keyof Services>(interfaceId: I, scope?: Scope): Promise<Services[I]> {
    return (await this.line.current()).stateful(interfaceId, callOptions(scope));
  }

  /** The operations, as methods, of an object that a call has given; it ends with this session's line. */
  at<I extends keyof Services>(object: ObjectProxy, interfaceId: I): Services[I] {
    return this.line.last.typed(object, interfaceId);
  }

  /** Rows of values. `client.projection("select i.id, i.name from Image i where i.id in (:ids)", { ids: [1, 2] })` */
  projection(hql: string, parameters?: QueryParameters, scope?: Scope): Promise<Value[][]> {
    return this.queries.projection(hql, parameters, scope);
  }

  findAll<T extends IObject = IObject>(hql: string, parameters?: QueryParameters, scope?: Scope): Promise<T[]> {
    return this.queries.findAll<T>(hql, parameters, scope);
  }

  findOne<T extends IObject = IObject>(hql: string, parameters?: QueryParameters, scope?: Scope): Promise<T | null> {
    return this.queries.findOne<T>(hql, parameters, scope);
  }

  /** See Queries.pages. */
  pages(hql: string, parameters?: QueryParameters, options?: Scope & { pageSize?: number }): AsyncGenerator<Value[]> {
    return this.queries.pages(hql, parameters, options);
  }

  /** See Queries.forIds. */
  forIds(
    hql: string,
    ids: Iterable<number>,
    parameters?: QueryParameters,
    options?: Scope & { chunkSize?: number },
  ): AsyncGenerator<Value[]> {
    return this.queries.forIds(hql, ids, parameters, options);
  }

  /** Saves an object and all that hangs on it; gives it back with ids. New objects go into the scope's group. */
  async save<T extends IObject>(object: T, scope?: Scope): Promise<T> {
    return (await this.update.saveAndReturnObject(object, callOptions(scope))) as T;
  }

  /** Saves all or nothing; in the order given. */
  async saveAll<T extends IObject>(objects: readonly T[], scope?: Scope): Promise<T[]> {
    if (objects.length === 0) return [];
    return (await this.update.saveAndReturnArray(objects, callOptions(scope))) as T[];
  }

  /**
   * Deletes objects with what hangs on them, as OMERO's clients do.
   * @param targets ids by short type name, e.g. `{ ImageAnnotationLink: [3, 4] }`
   * @returns ids of all that went (or, with dryRun, would go), by Java class name
   * @throws CommandFailed where anything may not be deleted: then nothing is.
   */
  async delete(
    targets: Readonly<Record<string, readonly number[]>>,
    options: Scope & { dryRun?: boolean } = {},
  ): Promise<Record<string, number[]>> {
    const targetObjects = new Map(Object.entries(targets).filter(([, ids]) => ids.length > 0));
    if (targetObjects.size === 0) return {};
    const request = { $type: "::omero::cmd::Delete2", targetObjects, dryRun: options.dryRun ?? false } as const;
    const response = (await this.submit(request, options)) as CmdDelete2Response;
    return Object.fromEntries([...(response.deletedObjects ?? [])].map(([type, ids]) => [type, ids.map(Number)]));
  }

  /** Runs a command to its end. @throws CommandFailed */
  async submit(request: CmdRequest & SliceObject, scope?: Scope): Promise<CmdResponse> {
    return runCommand(await this.line.current(), request, scope);
  }

  /** The bytes of an original file as OMERO reads them from its disk. @throws ResourceFailed, SecurityViolation */
  async *readFile(originalFileId: number, scope?: Scope): AsyncGenerator<Buffer> {
    const store = await this.rawFileStore(originalFileId, scope);
    try {
      const size = Number(await store.size());
      for (let at = 0; at < size; at += FILE_BLOCK)
        yield Buffer.from(await store.read(at, Math.min(FILE_BLOCK, size - at)));
    } finally {
      await store.close();
    }
  }

  private async rawFileStore(originalFileId: number, scope?: Scope): Promise<RawFileStore> {
    const store = await this.stateful("::omero::api::RawFileStore", scope);
    await store.setFileId(originalFileId, callOptions(scope));
    return store;
  }

  /** One plane's bytes as OMERO reads them from its disk. @throws ResourceFailed, ValidationFailed for unknown pixels */
  async readPlane(pixelsId: number, z: number, c: number, t: number, scope?: Scope): Promise<Buffer> {
    const store: RawPixelsStore = await this.stateful("::omero::api::RawPixelsStore", scope);
    try {
      await store.setPixelsId(pixelsId, true, callOptions(scope));
      return Buffer.from(await store.getPlane(z, c, t));
    } finally {
      await store.close();
    }
  }

  /** Ends the session, unless it was taken up from elsewhere, and the connection. */
  async close(): Promise<void> {
    clearInterval(this.keeping);
    await this.line.last.leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Calls now and then, so that neither the router nor the session times out: at a third of the smaller of both. */
  private async keepAlive(): Promise<void> {
    const [routerSeconds, own] = await Promise.all([
      this.line.last.router.sessionTimeout(),
      this.session.getSession(this.sessionUuid),
    ]);
    const idle = Number(unwrap(own?.timeToIdle) ?? 0);
    const smaller = Math.min(
      routerSeconds > 0 ? routerSeconds * 1_000 : Number.POSITIVE_INFINITY,
      idle > 0 ? idle : Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(smaller)) return;
    this.keeping = setInterval(
      () => {
        // What has ended is not brought back for this: the next call logs in again, or tells its caller.
        this.line.last.own.keepAlive(null).catch(() => {});
      },
      Math.max(500, Math.min(smaller / 3, 2 ** 31 - 1)),
    ).unref();
  }
}
