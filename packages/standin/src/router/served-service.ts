import type { Current, Servant } from "@omero-archiver/ice";
import { reportingFaults } from "../faults.js";
import { type Call, invoke, type OpenService, type Operations, type Service } from "../services/service.js";
import { interfaceIdOf } from "../services/services.js";
import { eventContext } from "../sessions/viewer-of.js";

interface Client {
  call<T>(context: Current["context"], work: (call: Call) => T): T;
  closed(): void;
}

/** A service as an object that a client can call. */
export class ServedService implements Servant {
  readonly interfaceId: string;
  readonly #open: OpenService;

  constructor(
    private readonly name: string,
    private readonly service: Service,
    private readonly client: Client,
  ) {
    this.interfaceId = interfaceIdOf(name);
    this.#open = service.stateful ? service.open() : { operations: service.operations };
  }

  get stateful(): boolean {
    return this.service.stateful;
  }

  dispatch(operation: string, args: readonly unknown[], current: Current): unknown {
    const operations: Operations = this.stateful
      ? { ...this.#ofStateful, ...this.#open.operations }
      : this.#open.operations;
    return reportingFaults(() =>
      this.client.call(current.context, (call) => invoke(this.name, operations, operation, call, args)),
    );
  }

  close(): void {
    this.client.closed();
  }

  readonly #ofStateful: Operations = {
    close: (call, ...args) => {
      this.#open.closing?.(call, ...args);
      this.close();
    },
    activate: () => undefined,
    passivate: () => undefined,
    getCurrentEventContext: (call) => eventContext(call.backend.store, call.session, call.viewer),
  };
}
