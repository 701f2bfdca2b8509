import { type BigIntStats, fstatSync } from "node:fs";
import type { Evidence } from "../domain/files.js";

/** What tells one state of one file from any other: device, inode, size, and mtime to the nanosecond. */
export type Identity = Required<Pick<Evidence, "device" | "inode" | "size" | "mtimeNs">>;

/** What of a file must come back with its bytes. */
export type Attributes = Required<Pick<Evidence, "mode" | "uid" | "gid">>;

export function statOf(fd: number): BigIntStats {
  return fstatSync(fd, { bigint: true });
}

export function identityOf(stats: BigIntStats): Identity {
  return {
    device: stats.dev.toString(),
    inode: stats.ino.toString(),
    size: Number(stats.size),
    mtimeNs: stats.mtimeNs.toString(),
  };
}

export function attributesOf(stats: BigIntStats): Attributes {
  return { mode: Number(stats.mode & 0o7777n), uid: Number(stats.uid), gid: Number(stats.gid) };
}

/** How a file differs from what was noted of it, in words; undefined where it does not. */
export function changeSince(noted: Evidence, stats: BigIntStats): string | undefined {
  const now = identityOf(stats);
  if (noted.device !== now.device || noted.inode !== now.inode) return "it is another file now";
  if (noted.size !== now.size) return `it has ${now.size} bytes now, and had ${noted.size}`;
  if (noted.mtimeNs !== now.mtimeNs) return "it was written to since";
  return undefined;
}
