import { closeSync } from "node:fs";
import type { Algorithm, Digests, VerifiedHow } from "../domain/files.js";
import { Hasher } from "./digests.js";
import { dropCached } from "./durable.js";
import type { Folder } from "./folders.js";
import { mediumOf, openToRead } from "./open.js";
import { pass } from "./pass.js";
import type { Signals } from "./signals.js";

/** What a file holds, read from its medium as far as its file system lets us. */
export interface ReadBack {
  readonly digests: Digests;
  readonly bytes: number;
  readonly how: Exclude<VerifiedHow, "store">;
}

/** Reads a file again: past the page cache, else after dropping it; in memory or over a network a cache may answer. */
export async function readBack(
  folder: Folder,
  name: string,
  algorithms: readonly Algorithm[],
  signals: Signals,
): Promise<ReadBack> {
  const end = openToRead(folder, name);
  try {
    const onDisk = mediumOf(folder) === "disk";
    if (onDisk && !end.direct) dropCached(end.fd);
    const hasher = new Hasher(algorithms);
    const bytes = await pass(end, undefined, hasher, signals);
    return { digests: hasher.digests(), bytes, how: !onDisk ? "cached" : end.direct ? "direct" : "dropped" };
  } finally {
    closeSync(end.fd);
  }
}
