import { randomInt } from "node:crypto";
import {
  type Connection,
  type Current,
  type Identity,
  type Located,
  type ObjectProxy,
  RequestFailed,
  type Servant,
  SliceException,
} from "@omero-archiver/ice";
import type { Backend } from "../backend.js";
import type { Login } from "../sessions/login.js";
import { keyOf } from "./objects.js";
import { directProxy } from "./proxies.js";
import { ServiceFactory } from "./service-factory.js";

const ROUTER: Identity = { category: "OMERO.Glacier2", name: "router" };
const CATEGORY_LENGTH = 20;
const ACM_TIMEOUT_S = 600;

/**
 * One client's connection to the Glacier2 router. At most one session is on a line; a session is on as many lines as joined it.
 * What is told here was measured on Glacier2 3.6.5 before OMERO 5.6.
 */
export class Line implements Servant {
  readonly interfaceId = "::Glacier2::Router";
  /** Of the identities of this client's own objects, which the server calls back. */
  readonly category = Array.from({ length: CATEGORY_LENGTH }, () => String.fromCharCode(randomInt(0x21, 0x7f))).join(
    "",
  );
  #factory: ServiceFactory | undefined;
  #loggingIn = false;
  #closed = false;
  readonly #known = new Set<string>();

  constructor(
    readonly connection: Connection,
    private readonly backend: Backend,
    private readonly logins: Login,
    private readonly sessionTimeoutS: number,
  ) {}

  /** Whom a request on this line is for. Nothing but the router answers before the login, and afterwards only what it was told of. */
  locate(identity: Identity, facet: string): Located {
    if (keyOf(identity) === keyOf(ROUTER) && facet === "") return this;
    if (this.#factory === undefined) return "close";
    if (!this.#known.has(keyOf(identity))) {
      return new RequestFailed(2, { identity, facet, operation: "ice_add_proxy" });
    }
    const servant = this.backend.objects.find(identity);
    if (servant === undefined) return "no-object";
    return facet === "" ? servant : "no-facet";
  }

  /** The connection is gone: so is its use of the session. */
  close(): void {
    this.#closed = true;
    this.#leave();
  }

  dispatch(operation: string, args: readonly unknown[], { context }: Current): unknown {
    switch (operation) {
      case "createSession":
        return this.#createSession(String(args[0]), String(args[1]), context);
      case "createSessionFromSecureConnection":
        throw new SliceException("::Glacier2::PermissionDeniedException", { reason: "no SSL session manager" });
      case "getSessionTimeout":
        return this.sessionTimeoutS;
      case "getACMTimeout":
        return ACM_TIMEOUT_S;
      case "refreshSession":
        this.#session();
        return undefined;
      case "destroySession":
        this.#session();
        this.#leave();
        return undefined;
      default:
        // What is about a client's routing means nothing before its login: the real router drops the line.
        if (this.#factory === undefined) return this.connection.destroy();
        return this.#routing(operation, args);
    }
  }

  #routing(operation: string, args: readonly unknown[]): unknown {
    switch (operation) {
      case "getCategoryForClient":
        return this.category;
      case "getClientProxy":
        return null;
      case "getServerProxy":
        return directProxy({ category: this.category, name: "dummy" }, this.backend.address);
      case "addProxies":
        for (const proxy of args[0] as readonly (ObjectProxy | null)[]) {
          if (proxy !== null) this.#known.add(keyOf(proxy.identity));
        }
        return [];
    }
  }

  async #createSession(user: string, password: string, context: Current["context"]): Promise<ObjectProxy> {
    if (this.#factory !== undefined || this.#loggingIn) {
      throw new SliceException("::Glacier2::CannotCreateSessionException", { reason: "session exists" });
    }
    this.#loggingIn = true;
    try {
      const { session, byPassword } = await this.logins.login(user, password, context);
      this.#factory = new ServiceFactory(this.backend, session, context["omero.client.uuid"] ?? "", byPassword);
    } finally {
      this.#loggingIn = false;
    }
    const proxy = this.#factory.proxy;
    if (this.#closed) this.#leave();
    return proxy;
  }

  #session(): ServiceFactory {
    if (this.#factory === undefined) throw new SliceException("::Glacier2::SessionNotExistException");
    return this.#factory;
  }

  #leave(): void {
    this.#factory?.leave();
    this.#factory = undefined;
    this.#known.clear();
  }
}
