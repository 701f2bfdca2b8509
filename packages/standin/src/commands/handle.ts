import { type ObjectProxy, type Servant, SliceException, type SliceObject } from "@omero-archiver/ice";
import type { Backend } from "../backend.js";
import { reportingFaults } from "../faults.js";
import type { Call } from "../services/service.js";
import { CommandFailed, failed } from "./command.js";
import { commandFor } from "./commands.js";

const CALLBACK = "::omero::cmd::CmdCallback";
/** A moment before the work begins, in which a client can add its callback, as it can with a real server that is never this fast. */
const GRACE_MS = 10;

interface Client {
  /** Runs the work in one transaction, as the client that submitted the request. */
  run<T>(work: (call: Call) => T): T;
  callBack: Backend["callBack"];
  closed(): void;
}

/** A submitted command: runs once, keeps its response, and tells those who asked to be called. */
export class Handle implements Servant {
  readonly interfaceId = "::omero::cmd::Handle";
  readonly #callbacks = new Map<string, ObjectProxy>();
  readonly #started = Date.now();
  #response: SliceObject | null = null;
  #stopped = 0;
  #flags: readonly ("CANCELLED" | "FAILURE")[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly request: SliceObject,
    private readonly client: Client,
  ) {
    this.#timer = setTimeout(() => this.#run(), GRACE_MS);
  }

  dispatch(operation: string, args: readonly unknown[]): unknown {
    switch (operation) {
      case "addCallback":
        return this.#addCallback(args[0] as ObjectProxy | null);
      case "removeCallback":
        this.#callbacks.delete(nameOf(args[0] as ObjectProxy | null));
        return undefined;
      case "getRequest":
        return this.request;
      case "getResponse":
        return this.#response;
      case "getStatus":
        return this.#status();
      case "cancel":
        return this.#cancel();
      case "close":
        return this.close();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.client.closed();
  }

  #addCallback(callback: ObjectProxy | null): void {
    if (callback === null) throw new Error("A callback may not be null.");
    if (this.#response === null) this.#callbacks.set(nameOf(callback), callback);
  }

  #cancel(): boolean {
    if (this.#response !== null) return false;
    clearTimeout(this.#timer);
    this.#finish(failed(this.request, "cancelled").response, ["CANCELLED"]);
    return true;
  }

  #run(): void {
    try {
      const response = reportingFaults(() => this.client.run((call) => commandFor(this.request)(call, this.request)));
      this.#finish(response, []);
    } catch (error) {
      this.#finish(responseTo(this.request, error), ["CANCELLED", "FAILURE"]);
    }
  }

  #finish(response: SliceObject, flags: readonly ("CANCELLED" | "FAILURE")[]): void {
    this.#response = response;
    this.#stopped = Date.now();
    this.#flags = flags;
    for (const callback of this.#callbacks.values()) {
      this.client.callBack(callback, CALLBACK, "finished", [response, this.#status()]);
    }
    this.#callbacks.clear();
  }

  #status(): SliceObject {
    const finished = this.#response !== null;
    return {
      $type: "::omero::cmd::Status",
      flags: this.#flags,
      currentStep: 0,
      steps: 1,
      startTime: this.#started,
      stopTime: finished ? this.#stopped : 0,
    };
  }
}

function nameOf(proxy: ObjectProxy | null): string {
  return proxy?.identity.name ?? "";
}

/** The ERR for what went wrong: a command's own, or the server exception that it met. */
function responseTo(request: SliceObject, error: unknown): SliceObject {
  if (error instanceof CommandFailed) return error.response;
  if (!(error instanceof SliceException)) throw error;
  return failed(request, "steps-cancel", { message: String(error.members.message ?? error.message) }).response;
}
