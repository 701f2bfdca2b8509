import { closeSync, constants, fstatSync, openSync, readSync, statfsSync } from "node:fs";
import { alignedBlocks, SECTOR } from "./blocks.js";
import { isCode } from "./errors.js";
import { type Folder, within } from "./folders.js";
import type { End } from "./pass.js";

/** Kinds of file systems by their magic number in statfs(2). */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);
const OVER_A_NETWORK = new Set([
  0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x564c, 0x65735546, 0x0bd00bd0, 0x47504653, 0x00c36400, 0x19830326,
  0x013111a8,
]);

/** What reading past this machine's cache means on a file system: its disk; nothing; a cache on another machine, maybe. */
export type Medium = "disk" | "memory" | "elsewhere";

export function mediumOf({ path, device }: Folder): Medium {
  const known = media.get(device) ?? look(path);
  media.set(device, known);
  return known;
}

const media = new Map<string, Medium>();

function look(path: string): Medium {
  const { type } = statfsSync(path);
  // Magic numbers above 2^31 come as negative ones on some platforms.
  const magic = type < 0 ? type + 2 ** 32 : type;
  return IN_MEMORY.has(magic) ? "memory" : OVER_A_NETWORK.has(magic) ? "elsewhere" : "disk";
}

/** Devices on which direct I/O was tried, and whether it works there. */
const direct = new Map<string, boolean>();
let sector: Buffer | undefined;

/** Opens a file to be read past the page cache, or through it where the file system has no such thing. Never follows a link. */
export function openToRead(folder: Folder, name: string, wantDirect = true): End {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  if (wantDirect && direct.get(folder.device) !== false) {
    try {
      const fd = openSync(within(folder, name), flags | constants.O_DIRECT);
      if (direct.has(folder.device) || takesDirect(fd, folder.device)) return { fd, direct: true };
      closeSync(fd);
    } catch (error) {
      if (!isCode(error, "EINVAL", "EOPNOTSUPP")) throw error;
      direct.set(folder.device, false);
    }
  }
  return { fd: openSync(within(folder, name), flags), direct: false };
}

/** Some file systems open what they then refuse to read. */
function takesDirect(fd: number, device: string): boolean {
  if (!fstatSync(fd).isFile()) return true;
  sector ??= (alignedBlocks(1)[0] as Buffer).subarray(0, SECTOR);
  try {
    readSync(fd, sector, 0, SECTOR, 0);
    direct.set(device, true);
  } catch (error) {
    if (!isCode(error, "EINVAL")) throw error;
    direct.set(device, false);
  }
  return direct.get(device) === true;
}

/** Makes a file that is not there yet. Large ones are written past the page cache, so that OMERO's stays as it was. */
export function openToWrite(folder: Folder, name: string, wantDirect: boolean, mode = 0o600): End {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  if (wantDirect && direct.get(folder.device) !== false) {
    try {
      return { fd: openSync(within(folder, name), flags | constants.O_DIRECT, mode), direct: true };
    } catch (error) {
      if (!isCode(error, "EINVAL", "EOPNOTSUPP")) throw error;
      direct.set(folder.device, false);
    }
    // A file system that refuses the flag may have made the file before it did.
    return { fd: openSync(within(folder, name), flags & ~constants.O_EXCL, mode), direct: false };
  }
  return { fd: openSync(within(folder, name), flags, mode), direct: false };
}
