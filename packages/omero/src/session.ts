import { randomUUID } from "node:crypto";
import {
  type CallOptions,
  type Connection,
  connect,
  type ObjectProxy,
  type OperationFacts,
  RouterClient,
  Schema,
  type TlsOptions,
  type Transport,
} from "@omero-archiver/ice";
import { asOmeroError } from "./errors.js";
import { facts } from "./generated/facts.js";
import type { Services } from "./generated/types.js";
import type { Login } from "./login.js";

/** The types this package knows, ready for the codec. */
export const schema = new Schema(facts);

const FACTORY = "::omero::api::ServiceFactory";

export interface Server {
  readonly host: string;
  /** Default 4064. */
  readonly port?: number;
  /** Default ssl. */
  readonly transport?: Transport;
  readonly tls?: TlsOptions;
  /** What the server's administrator sees in the list of sessions. */
  readonly agent?: string;
  /** How long a call may take; default 120,000. */
  readonly callTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** One connection with one session on it, and typed calls through it. */
export class Session {
  private readonly services = new Map<string, Promise<ObjectProxy>>();

  private constructor(
    readonly connection: Connection,
    readonly router: RouterClient,
    /** The session itself; its identity's name is the session's uuid. */
    readonly factory: ObjectProxy,
    readonly clientUuid: string,
  ) {}

  /** Connects and logs in; `group` is a group's name. */
  static async open(server: Server, login: Exclude<Login, { stored: true }>): Promise<Session> {
    const { host, port = 4064, transport = "ssl", tls, agent = "omero-archiver", callTimeoutMs, signal } = server;
    const where = `logging in to OMERO at ${host}:${port}`;
    const settings = { host, port, transport, schema, heartbeatMs: 60_000 };
    try {
      const connection = await connect({
        ...settings,
        ...(tls ? { tls } : {}),
        ...(callTimeoutMs ? { callTimeoutMs } : {}),
        ...(signal ? { signal } : {}),
      });
      try {
        const router = new RouterClient(connection, "OMERO.Glacier2");
        const clientUuid = randomUUID();
        const context = {
          "omero.client.uuid": clientUuid,
          "omero.agent": agent,
          ...(login.group ? { "omero.group": login.group } : {}),
        };
        const [user, password] =
          "sessionKey" in login ? [login.sessionKey, login.sessionKey] : [login.user, login.password];
        const factory = await router.createSession(user, password, { context, ...(signal ? { signal } : {}) });
        return new Session(connection, router, factory, clientUuid);
      } catch (error) {
        connection.destroy();
        throw error;
      }
    } catch (error) {
      throw asOmeroError(error, where);
    }
  }

  get uuid(): string {
    return this.factory.identity.name;
  }

  /** The session's own operations. */
  get own(): Services[typeof FACTORY] {
    return this.typed(this.factory, FACTORY);
  }

  /** Calls an object behind the router; errors come as this package's classes. */
  async call(
    target: ObjectProxy,
    interfaceId: string,
    operation: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<unknown> {
    try {
      return await this.router.invoke(target, interfaceId, operation, args, options);
    } catch (error) {
      throw asOmeroError(error, `${interfaceId.split("::").pop()}.${operation}`);
    }
  }

  /** An object's operations as methods. */
  typed<I extends keyof Services>(target: ObjectProxy, interfaceId: I): Services[I] {
    return this.methods(interfaceId, async () => target);
  }

  /** A stateless service's operations as methods; it is asked for at the first call, once. */
  service<I extends keyof Services>(interfaceId: I): Services[I] {
    const name = `omero.api.${interfaceId.split("::").pop()}`;
    return this.methods(interfaceId, () => {
      let proxy = this.services.get(name);
      if (!proxy) {
        proxy = this.call(this.factory, FACTORY, "getByName", [name]) as Promise<ObjectProxy>;
        this.services.set(name, proxy);
        proxy.catch(() => this.services.delete(name));
      }
      return proxy;
    });
  }

  /** A new stateful service, to be closed by who asked for it. */
  async stateful<I extends keyof Services>(interfaceId: I, options?: CallOptions): Promise<Services[I]> {
    const name = `omero.api.${interfaceId.split("::").pop()}`;
    return this.typed(
      (await this.call(this.factory, FACTORY, "createByName", [name], options)) as ObjectProxy,
      interfaceId,
    );
  }

  /** Leaves the session; the server ends it when nobody else is in it. */
  async leave(): Promise<void> {
    await this.router.destroySession({ timeoutMs: 5_000 }).catch(() => {
      // The line or the session is gone already: left all the same.
    });
    await this.connection.close();
  }

  private methods<I extends keyof Services>(interfaceId: I, target: () => Promise<ObjectProxy>): Services[I] {
    return methods(interfaceId, async (operation, facts, args) =>
      this.call(
        await target(),
        interfaceId,
        operation,
        args.slice(0, facts.in.length),
        args[facts.in.length] as CallOptions | undefined,
      ),
    );
  }
}

/** An interface's operations as methods; what is called with what is passed on, the call's options after the arguments. */
export function methods<I extends keyof Services>(
  interfaceId: I,
  call: (operation: string, facts: OperationFacts, args: unknown[]) => Promise<unknown>,
): Services[I] {
  return new Proxy(Object.create(null), {
    get: (_, operation) => {
      // Not a promise: `await` must not take it for one.
      if (typeof operation !== "string" || operation === "then") return undefined;
      const facts = schema.operation(interfaceId, operation);
      return facts && ((...args: unknown[]) => call(operation, facts, args));
    },
  }) as Services[I];
}
