/** How Ice values look in memory. See the package's README for the whole table. */

export type EncodingVersion = "1.0" | "1.1";

/** A 64-bit integer: a plain number while |x| < 2^53, else a bigint. Both are taken when encoding. */
export type Long = number | bigint;

/** What an object is called on its server. */
export interface Identity {
  readonly name: string;
  readonly category: string;
}

/**
 * An instance of a Slice class: its type id, then its members without leading underscore. Decoded ones have every
 * member and are shared where the peer shared them: nobody may change them in place. When encoding, an absent member
 * stands for its default (null, false, 0, "", empty).
 */
export interface SliceObject {
  readonly $type: string;
  readonly [member: string]: unknown;
}

/** One way to reach a server, as a proxy carries it. `data` holds the bytes of kinds that are not taken apart. */
export interface Endpoint {
  /** "tcp", "ssl", "udp", "ws", "wss", or the number of a kind that is not known. */
  readonly type: string | number;
  /** The encoding version of the endpoint's own bytes. */
  readonly encapsulation: string;
  readonly host?: string;
  readonly port?: number;
  /** Milliseconds; -1: none. */
  readonly timeout?: number;
  readonly compress?: boolean;
  /** The path of a WebSocket endpoint. */
  readonly resource?: string;
  readonly data?: Buffer;
}

/** A reference to a remote object. `adapterId` is there only where there are no endpoints; versions not in encoding 1.0. */
export interface ObjectProxy {
  readonly identity: Identity;
  readonly facet: string;
  readonly mode: "twoway" | "oneway" | "batchOneway" | "datagram" | "batchDatagram";
  readonly secure: boolean;
  readonly protocol?: string;
  readonly encoding?: string;
  readonly endpoints: readonly Endpoint[];
  readonly adapterId?: string;
}
