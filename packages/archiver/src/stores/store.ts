import type { Algorithm, Digests, FileKey } from "../domain/files.js";
import type { StoreFolder } from "./marker.js";

/** A copy in a store, as the register knows it. */
export interface Copy {
  readonly key: FileKey;
  /** Relative to the store's root. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly digests: Digests;
  /** When copying ended; ms since 1970. Waiting times count from here. */
  readonly copiedAt: number;
}

/**
 * Whether the site's policy lets an original go, and how the store itself calls what the copy has reached (`amber`).
 * vouched: the store has read the copy itself, and found what was sent. until: not to be asked before (ms since 1970).
 * late: worth a warning. refused: the copy is of no use, and is made anew if somebody restarts the job.
 */
export type Safety = { readonly state?: string } & (
  | { readonly is: "safe"; readonly vouched?: boolean }
  | { readonly is: "waiting"; readonly why: string; readonly until: number; readonly late?: boolean }
  | { readonly is: "refused"; readonly why: string }
);

/** Whether a copy can be read now; from cold storage it has to be fetched first. */
export type Recall = { readonly is: "here" } | { readonly is: "waiting"; readonly why: string; readonly until: number };

/**
 * Where archived bytes go: a folder that can be written to and read from like any, and a word on when a copy is safe. The
 * engine does the writing, the same for all stores; each kind has a folder here, and passes the suite in test/stores.
 */
export interface Store {
  readonly kind: string;
  readonly folder: StoreFolder;
  /** Digests that it wants to know of a copy, besides sha256. */
  readonly algorithms: readonly Algorithm[];
  /** It reads copies itself before it calls one safe: then our own reading need not come from its medium. */
  readonly vouches: boolean;
  /** Where the copy of an original is put, relative to the root. @param path absolute */
  placeOf(path: string): string;
  /** What a symbolic link to a copy says, in the view of OMERO.server's machine. */
  linkTarget(path: string): string;
  /**
   * Asks for each copy whether its original may go. May be asked again and again; nothing changes by it.
   * @throws StoreUnavailable where the store itself is in trouble: no word on any copy then
   */
  safety(copies: readonly Copy[], signal?: AbortSignal): Promise<Safety[]>;
  /** Asks for a copy to be readable, and whether it is. @throws StoreUnavailable */
  recall(copy: Copy, signal?: AbortSignal): Promise<Recall>;
  /** All that the store itself says of what is at a path, for people; undefined: it knows nothing of it. @throws StoreUnavailable */
  info(path: string, signal?: AbortSignal): Promise<unknown>;
}
