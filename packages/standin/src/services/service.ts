import type { ObjectProxy, SliceObject } from "@omero-archiver/ice";
import type { Backend } from "../backend.js";
import { serverError } from "../errors.js";
import type { Writing } from "../save/writing.js";
import type { Viewer } from "../security/viewer.js";
import type { Session } from "../sessions/session.js";

/** One call of a service: who asks, and what there is to answer with. It runs in one transaction of the store. */
export interface Call {
  readonly backend: Backend;
  readonly session: Session;
  readonly viewer: Viewer;
  /** What the call changes goes through here. */
  readonly writing: Writing;
  /** Whether the caller's login was by password, not by joining a session. */
  readonly byPassword: boolean;
  /** The same call with other entries in its context, such as another group. */
  within(context: Readonly<Record<string, string>>): Call;
  /**
   * Hands out another service to the caller, by the name of its interface: "omero.api.RawFileStore".
   * @param which tells several of one interface apart
   */
  serve(name: string, service: Service, which?: string): ObjectProxy;
  /** Does more in a transaction of its own, when this one is over: of what takes its time. */
  later<T>(work: (call: Call) => T): T;
  /** Starts a command for the caller. */
  submit(request: SliceObject): ObjectProxy;
}

/** Arguments have the types that the Slice operation declares: the codec has checked them. */
export type Operation = (call: Call, ...args: never[]) => unknown;

export type Operations = Readonly<Record<string, Operation>>;

/** A stateless service is the same for all; a stateful one is opened for one client and keeps things until it is closed. */
export type Service =
  | { readonly stateful: false; readonly operations: Operations }
  | { readonly stateful: true; open(): OpenService };

export interface OpenService {
  readonly operations: Operations;
  /** What is still to be done when its client closes it. */
  closing?(call: Call, ...args: never[]): void;
}

/** @throws InternalException where the stand-in lacks an operation that a real server has. */
export function invoke(
  name: string,
  operations: Operations,
  operation: string,
  call: Call,
  args: readonly unknown[],
): unknown {
  const chosen = operations[operation] as ((call: Call, ...args: readonly unknown[]) => unknown) | undefined;
  if (chosen === undefined) {
    throw serverError("InternalException", `This stand-in for an OMERO.server has no ${name}.${operation}`);
  }
  return chosen(call, ...args);
}
