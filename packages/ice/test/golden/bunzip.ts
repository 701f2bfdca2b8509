import { createRequire } from "node:module";

const bzip = createRequire(import.meta.url)("seek-bzip") as { decode(input: Buffer): Buffer };

/** Opens what a peer compressed. Only the golden frames hold such bytes; it has no types of its own. */
export function bunzip(bytes: Buffer): Buffer {
  return Buffer.from(bzip.decode(bytes));
}
