import { spawnSync } from "node:child_process";
import { fsyncSync, statfsSync } from "node:fs";
import type { Folder } from "./folders.js";

/** Where syncfs(2) is known to bring data and names to the disk: ext4, XFS, Btrfs, F2FS, ZFS. Elsewhere each file is synced. */
const SYNCED_WHOLE = new Set([0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1]);

/** From so many on, one sync of the whole file system takes less time than one of each. */
const MANY = 8;

/** Whether one call can bring all of a file system to its disk. */
function syncsWhole(path: string): boolean {
  return SYNCED_WHOLE.has(statfsSync(path).type);
}

/** An open file, and the folder that it lies in. */
export interface OpenFile {
  readonly fd: number;
  readonly folder: Folder;
}

/** Brings files to the disk. @throws what fsync throws: then all of them are to be thrown away, never synced again */
export function syncFiles(files: Iterable<OpenFile>): void {
  sync(files);
}

/** Brings the names in folders to the disk. */
export function syncFolders(folders: Iterable<Folder>): void {
  sync([...new Set(folders)].map((folder) => ({ fd: folder.fd, folder })));
}

function sync(files: Iterable<OpenFile>): void {
  const byDevice = new Map<string, OpenFile[]>();
  for (const file of files) {
    const { device } = file.folder;
    const known = byDevice.get(device);
    if (known) known.push(file);
    else byDevice.set(device, [file]);
  }
  for (const some of byDevice.values()) {
    const path = some[0]?.folder.path ?? "";
    if (some.length > MANY && syncsWhole(path)) syncWhole(path);
    else for (const { fd } of some) fsyncSync(fd);
  }
}

/** syncfs(2), which Node does not offer, by coreutils. */
function syncWhole(path: string): void {
  const { status, stderr, error } = spawnSync("sync", ["-f", "--", path], { stdio: ["ignore", "ignore", "pipe"] });
  if (error) throw error;
  if (status !== 0) throw new Error(`sync -f ${path} ended with ${status}: ${stderr}`);
}

/** Drops a file's pages from the page cache, so that what is read next comes from the disk; they must be synced. */
export function dropCached(fd: number): void {
  const file = `/proc/${process.pid}/fd/${fd}`;
  const { status, stderr, error } = spawnSync("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`dropping ${file} from the page cache ended with ${status}: ${stderr}`);
}
