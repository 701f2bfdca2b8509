import type { CallOptions } from "@omero-archiver/ice";

/** In which group a call is made, and how long it may take. */
export interface Scope {
  /** A group's id; "all" for reading across the groups one may see. Default: the session's group. */
  readonly group?: number | "all";
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** What goes out with the call: OMERO takes the group from the context. */
export function callOptions({ group, signal, timeoutMs }: Scope = {}): CallOptions {
  return {
    ...(group === undefined ? {} : { context: { "omero.group": group === "all" ? "-1" : String(group) } }),
    ...(signal ? { signal } : {}),
    ...(timeoutMs ? { timeoutMs } : {}),
  };
}
