import { randomUUID } from "node:crypto";
import type { Current, Identity, ObjectProxy, Servant, SliceObject } from "@omero-archiver/ice";
import type { Backend } from "../backend.js";
import { Handle } from "../commands/handle.js";
import { serverError } from "../errors.js";
import { reportingFaults } from "../faults.js";
import { Writing } from "../save/writing.js";
import type { Call, Service } from "../services/service.js";
import { handedOutBy, serviceNamed } from "../services/services.js";
import { changeGroup, groupsToChangeTo } from "../sessions/groups-of-session.js";
import type { Session } from "../sessions/session.js";
import { viewerOf } from "../sessions/viewer-of.js";
import { directProxy, sessionProxy } from "./proxies.js";
import { ServedService } from "./served-service.js";

type Context = Current["context"];

/** A session as one client sees it: hands out services and commands, and goes with the client's use of the session. */
export class ServiceFactory implements Servant {
  readonly interfaceId = "::omero::api::ServiceFactory";
  readonly proxy: ObjectProxy;
  /** Services and handles that were handed out and not closed, by the name of their identity. */
  readonly #active = new Map<string, ServedService | Handle>();
  readonly #callbacks: ObjectProxy[] = [];
  #byPassword: boolean;
  #detached = false;

  constructor(
    private readonly backend: Backend,
    private readonly session: Session,
    private readonly clientUuid: string,
    byPassword: boolean,
  ) {
    this.#byPassword = byPassword;
    session.references++;
    this.proxy = sessionProxy({ category: `session-${clientUuid}`, name: session.uuid });
    backend.objects.add(this.proxy.identity, this);
    session.endings.add(this.#onEnd);
  }

  dispatch(operation: string, args: readonly unknown[], current: Current): unknown {
    const name = handedOutBy(operation);
    if (name !== undefined) return this.#service(name);
    return reportingFaults(() => this.#operations[operation]?.(current.context, ...(args as never[])));
  }

  /** Runs one call of this client in one transaction, once it is clear who asks and that the session still stands. */
  call<T>(context: Context, work: (call: Call) => T): T {
    this.backend.sessions.use(this.session);
    const call = this.#callIn(context);
    const result = this.backend.store.transaction(() => work(call));
    call.writing.finish();
    return result;
  }

  #callIn(context: Context): Call {
    const { backend, session } = this;
    const viewer = viewerOf(backend.store, session, context);
    const writing = new Writing(backend.store, viewer, session);
    const within = (more: Context): Call => {
      const call = this.#callIn({ ...context, ...more });
      writing.afterwards(() => call.writing.finish());
      return call;
    };
    return {
      ...{ backend, session, viewer, writing, within },
      byPassword: this.#byPassword,
      serve: (name, service, which) => this.#serve(name, service, which),
      later: (work) => this.call(context, work),
      submit: (request) => this.#submit(context, request),
    };
  }

  /** The client has gone. */
  leave(): void {
    this.#callbacks.length = 0;
    this.#onEnd();
    this.backend.sessions.leave(this.session, this.#detached);
  }

  readonly #operations: Readonly<Record<string, (context: Context, ...args: never[]) => unknown>> = {
    getByName: (_context, name: string) => this.#service(name),
    createByName: (_context, name: string) => this.#service(name),
    getSecurityContexts: (context) => this.call(context, groupsToChangeTo),
    setSecurityContext: (context, group: SliceObject | null) =>
      this.call(context, (call) => changeGroup(call, group, this.#hasOpenStatefulService())),
    setSecurityPassword: (_context, password: string) => {
      if (!this.backend.passwords.matches(this.session.facts.userId, password)) {
        throw serverError("SecurityViolation", `Bad password for user ${this.session.facts.userName}`);
      }
      this.#byPassword = true;
    },
    setCallback: (_context, callback: ObjectProxy | null) => {
      if (callback !== null) this.#callbacks.push(callback);
    },
    closeOnDestroy: () => {
      this.#detached = false;
    },
    detachOnDestroy: () => {
      this.#detached = true;
    },
    activeServices: () => [...this.#active.keys()],
    keepAlive: (_context, proxy: ObjectProxy | null) => {
      this.backend.sessions.use(this.session);
      return this.#isActive(proxy);
    },
    keepAllAlive: (_context, proxies: readonly (ObjectProxy | null)[]) => {
      this.backend.sessions.use(this.session);
      // One bit for each that is gone, the first the lowest; nothing asked is answered by all bits (measured on OMERO 5.6).
      if (proxies.length === 0) return -1;
      return proxies.reduce((bits, proxy, at) => (this.#isActive(proxy) ? bits : bits | (1n << BigInt(at))), 0n);
    },
    submit: (context, request: SliceObject | null) => {
      this.backend.sessions.use(this.session);
      return request === null ? null : this.#submit(context, request);
    },
    destroy: () => this.leave(),
  };

  #service(name: string): ObjectProxy {
    const service = serviceNamed(name);
    if (service === undefined) {
      const advice = "Please check Constants.ice or the documentation for valid strings.";
      throw serverError("ApiUsageException", `${name} is an unknown service. ${advice}`);
    }
    return this.#serve(name, service);
  }

  /** A stateless service is the same object each time; a stateful one is opened anew. */
  #serve(name: string, service: Service, which = ""): ObjectProxy {
    const owner = service.stateful ? randomUUID() : this.clientUuid;
    const identity = { category: this.session.uuid, name: owner + name + which };
    if (this.#active.has(identity.name)) return directProxy(identity, this.backend.address);
    const served = new ServedService(name, service, {
      call: (context, work) => this.call(context, work),
      closed: () => this.#withdraw(identity),
    });
    return this.#activate(identity, served);
  }

  #submit(context: Context, request: SliceObject): ObjectProxy {
    const identity = { category: this.session.uuid, name: `IHandle${randomUUID()}` };
    const handle = new Handle(request, {
      run: (work) => this.call(context, work),
      callBack: this.backend.callBack,
      closed: () => this.#withdraw(identity),
    });
    return this.#activate(identity, handle);
  }

  #activate(identity: Identity, servant: ServedService | Handle): ObjectProxy {
    this.#active.set(identity.name, servant);
    this.backend.objects.add(identity, servant);
    return directProxy(identity, this.backend.address);
  }

  #withdraw(identity: Identity): void {
    this.#active.delete(identity.name);
    this.backend.objects.remove(identity);
  }

  #isActive(proxy: ObjectProxy | null): boolean {
    return proxy !== null && proxy.identity.category === this.session.uuid && this.#active.has(proxy.identity.name);
  }

  #hasOpenStatefulService(): boolean {
    return [...this.#active.values()].some((servant) => servant instanceof ServedService && servant.stateful);
  }

  /** Takes away what was handed out; tells the client where it did not ask for the end itself. */
  readonly #onEnd = (): void => {
    this.session.endings.delete(this.#onEnd);
    this.backend.objects.remove(this.proxy.identity);
    for (const servant of [...this.#active.values()]) servant.close();
    for (const callback of this.#callbacks.splice(0)) {
      this.backend.callBack(callback, "::omero::api::ClientCallback", "sessionClosed", []);
    }
  };
}
