import type { CallOptions, Connection } from "../connection/connection.js";
import type { ObjectProxy } from "../values.js";

const ROUTER = "::Glacier2::Router";

/**
 * The client's end of a Glacier2 router: sessions, and calls to objects behind it. The router lets a call through only
 * to objects it has been told of (addProxies), so each proxy is announced before its first call.
 */
export class RouterClient {
  private readonly router: { readonly identity: { readonly name: "router"; readonly category: string } };
  private readonly announced = new Map<string, Promise<unknown>>();

  constructor(
    readonly connection: Connection,
    category = "Glacier2",
  ) {
    this.router = { identity: { name: "router", category } };
  }

  /**
   * Logs in.
   * @throws SliceException ::Glacier2::PermissionDeniedException or ::Glacier2::CannotCreateSessionException, or ones derived.
   */
  async createSession(userId: string, password: string, options?: CallOptions): Promise<ObjectProxy> {
    return (await this.call("createSession", [userId, password], options)) as ObjectProxy;
  }

  async destroySession(options?: CallOptions): Promise<void> {
    await this.call("destroySession", [], options);
  }

  /** Keeps the session from timing out at the router. */
  async refreshSession(options?: CallOptions): Promise<void> {
    await this.call("refreshSession", [], options);
  }

  /** The category that objects of ours must have, so that calls back to them find the way. */
  async categoryForClient(options?: CallOptions): Promise<string> {
    return (await this.call("getCategoryForClient", [], options)) as string;
  }

  /** Seconds of silence after which the router ends the session. */
  async sessionTimeout(options?: CallOptions): Promise<number> {
    return Number(await this.call("getSessionTimeout", [], options));
  }

  /** The router's own endpoints as objects of ours have to name them. */
  async serverProxy(options?: CallOptions): Promise<ObjectProxy | null> {
    return (await this.call("getServerProxy", [], options)) as ObjectProxy | null;
  }

  /** Calls an object behind the router. */
  async invoke(
    target: ObjectProxy,
    interfaceId: string,
    operation: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<unknown> {
    await this.announce(target, options);
    return this.connection.invoke(target, interfaceId, operation, args, options);
  }

  private announce(target: ObjectProxy, options?: CallOptions): Promise<unknown> {
    const key = `${target.identity.category}\u0000${target.identity.name}`;
    let announcement = this.announced.get(key);
    if (!announcement) {
      announcement = this.call("addProxies", [[target]], options);
      this.announced.set(key, announcement);
      announcement.catch(() => this.announced.delete(key));
    }
    return announcement;
  }

  private call(operation: string, args: readonly unknown[], options?: CallOptions): Promise<unknown> {
    return this.connection.invoke(this.router, ROUTER, operation, args, options);
  }
}
