import { fchmodSync, fchownSync, futimesSync } from "node:fs";
import type { Attributes, Identity } from "../disk/identity.js";
import type { FileKey } from "../domain/files.js";

/** Nobody is to write to a copy; but OMERO opens what is in Pixels to read and write, and would fail. (Measured) */
export function modeOfCopy({ kind }: FileKey, mode: number): number {
  return kind === "pixels" || kind === "pyramid" ? mode : mode & ~0o222;
}

/**
 * Gives an open file owner, mode and mtime (to the microsecond). Only root may give files away; the user that OMERO.server
 * runs as owns them anyway.
 */
export function dress(fd: number, { mode, uid, gid, mtimeNs }: Attributes & Pick<Identity, "mtimeNs">): void {
  if (process.getuid?.() === 0) fchownSync(fd, uid, gid);
  fchmodSync(fd, mode);
  const seconds = Number(BigInt(mtimeNs) / 1_000n) / 1e6;
  futimesSync(fd, seconds, seconds);
}
