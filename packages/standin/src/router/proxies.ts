import type { Identity, ObjectProxy } from "@omero-archiver/ice";

/** Where a proxy says that its object is; clients behind the router never go there. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const ENDPOINT_TIMEOUT_MS = 60_000;

/** As sessions are handed out: by the name of the server's adapter, which only the router can resolve. */
export function sessionProxy(identity: Identity): ObjectProxy {
  return { ...plain(identity), endpoints: [], adapterId: "BlitzAdapters" };
}

/** As services, handles and the router's own server proxy are handed out: with one tcp endpoint. */
export function directProxy(identity: Identity, at: Address): ObjectProxy {
  const endpoint = { type: "tcp", encapsulation: "1.1", ...at, timeout: ENDPOINT_TIMEOUT_MS, compress: false } as const;
  return { ...plain(identity), endpoints: [endpoint] };
}

function plain(identity: Identity) {
  return { identity, facet: "", mode: "twoway", secure: false, protocol: "1.0", encoding: "1.1" } as const;
}
