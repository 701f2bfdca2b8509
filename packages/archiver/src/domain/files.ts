import type { StoreId } from "./ids.js";

/**
 * What a file is to OMERO. managed: of a fileset, below ManagedRepository; original: of OMERO 4, below Files; both known by
 * their OriginalFile. pixels, pyramid: below Pixels, known by their Pixels.
 */
export const FILE_KINDS = ["managed", "original", "pixels", "pyramid"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** How a file is known: by OMERO's id, as its path may change. */
export interface FileKey {
  readonly kind: FileKind;
  readonly id: number;
}

/** `managed:12` */
export function fileKeyText(key: FileKey): string {
  return `${key.kind}:${key.id}`;
}

/** @throws TypeError for a text that is no file key. */
export function parseFileKey(text: string): FileKey {
  const [kind, id, ...rest] = text.split(":");
  if (!FILE_KINDS.includes(kind as FileKind) || !/^\d+$/.test(id ?? "") || rest.length > 0) {
    throw new TypeError(`${JSON.stringify(text)} is no file key such as managed:12`);
  }
  return { kind: kind as FileKind, id: Number(id) };
}

/** The step a file has reached. On the way out: online → copied → verified → safe → archived; back: → recalled → restored → online. */
export const FILE_STEPS = ["online", "copied", "verified", "safe", "archived", "recalled", "restored"] as const;
export type FileStep = (typeof FILE_STEPS)[number];

const NEXT: Readonly<Record<FileStep, readonly FileStep[]>> = {
  online: ["copied"],
  copied: ["verified", "online"],
  verified: ["safe", "online"],
  safe: ["archived", "verified", "online"],
  archived: ["recalled"],
  recalled: ["restored", "archived"],
  restored: ["online", "archived"],
};

/**
 * Whether a file may go from one step to another. Back to `online` (or `archived`) is how a spoilt copy is begun
 * anew, back to `verified` how one is verified again that has waited long.
 */
export function mayFollow(from: FileStep, to: FileStep): boolean {
  return from === to || NEXT[from].includes(to);
}

/** Beside the step: whether the file is in order. Only `ok` files are worked on. */
export type FileCondition =
  | { readonly is: "ok" }
  | { readonly is: "failed"; readonly cause: string }
  | { readonly is: "ignored"; readonly reason: string }
  | { readonly is: "missing" };

export type Algorithm = "sha256" | "sha1" | "md5" | "adler32" | "crc32";

/** Lower-case hex by algorithm; sha256 is always there once a file was read. */
export type Digests = Readonly<Partial<Record<Algorithm, string>>>;

/** How the copy was read back: direct: past the page cache; dropped: after dropping it; cached: maybe from memory; store: the store vouches. */
export type VerifiedHow = "direct" | "dropped" | "cached" | "store";

/** What the steps so far have found; each commits its part. mtime in nanoseconds since 1970 as decimal text. */
export interface Evidence {
  readonly device?: string;
  readonly inode?: string;
  readonly size?: number;
  readonly mtimeNs?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly digests?: Digests;
  readonly storeId?: StoreId;
  /** Where the copy is, relative to the store's root. */
  readonly storePath?: string;
  /** When copying ended; ms since 1970. */
  readonly copiedAt?: number;
  readonly verifiedHow?: VerifiedHow;
  readonly verifiedAt?: number;
  /** What the store itself last called it, such as a replication state. */
  readonly storeState?: string;
  /** What the symbolic link says, in OMERO's view. */
  readonly linkTarget?: string;
  /** Where the original's inode is held, if it is. */
  readonly heldPath?: string;
}

/** The algorithm of a digest that an administrator accepted in place of OMERO's. */
export const ACCEPTED = "accepted SHA-256";

/** What a file is to have: OMERO's own word, algorithm as ChecksumAlgorithm has it ("SHA1-160"), or `ACCEPTED`; digest in hex. */
export interface RecordedDigest {
  readonly algorithm: string;
  readonly digest: string;
}
