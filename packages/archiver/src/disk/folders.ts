import { closeSync, constants, fsyncSync, mkdirSync, openSync } from "node:fs";
import { sep } from "node:path";
import { isCode } from "./errors.js";
import { statOf } from "./identity.js";

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** A folder on a path is a symbolic link, or no folder: somebody leads elsewhere. */
export class UnsafeFolder extends Error {
  override readonly name = "UnsafeFolder";
}

/** An open folder: names below it are used through the descriptor, so that nobody can put another in its place meanwhile. */
export interface Folder {
  readonly path: string;
  readonly fd: number;
  /** st_dev, decimal. */
  readonly device: string;
}

/** A name within an open folder, for system calls. */
export function within(folder: Folder, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

/**
 * Folders below a root, opened one by one and never through a link. Kept open until closed, as files of one batch mostly lie
 * together. The root itself is the administrator's word and may be anything.
 */
export class Folders {
  private readonly open = new Map<string, Folder>();

  /** @throws UnsafeFolder, and ENOENT where one is missing */
  at(root: string, parts: readonly string[]): Folder {
    return this.walk(root, parts).at(-1) as Folder;
  }

  /** The root and each folder below it down to the last part. */
  walk(root: string, parts: readonly string[]): Folder[] {
    let folder = this.root(root);
    const way = [folder];
    for (const part of parts) {
      folder = this.child(folder, part);
      way.push(folder);
    }
    return way;
  }

  /** As `at`, making what is missing; each new folder's parent is on the disk before anything is put into it. */
  make(root: string, parts: readonly string[], mode = 0o755): Folder {
    let folder = this.root(root);
    for (const part of parts) {
      try {
        folder = this.child(folder, part);
      } catch (error) {
        if (!isCode(error, "ENOENT")) throw error;
        try {
          mkdirSync(within(folder, part), { mode });
        } catch (raced) {
          if (!isCode(raced, "EEXIST")) throw raced;
        }
        fsyncSync(folder.fd);
        folder = this.child(folder, part);
      }
    }
    return folder;
  }

  close(): void {
    for (const { fd } of this.open.values()) closeSync(fd);
    this.open.clear();
  }

  private root(path: string): Folder {
    return this.open.get(path) ?? this.kept(path, openSync(path, constants.O_RDONLY | constants.O_DIRECTORY));
  }

  private child(parent: Folder, name: string): Folder {
    const path = parent.path + sep + name;
    const known = this.open.get(path);
    if (known) return known;
    if (name === "" || name === "." || name === ".." || name.includes(sep))
      throw new UnsafeFolder(`${path} is no plain path`);
    try {
      return this.kept(path, openSync(within(parent, name), FOLDER));
    } catch (error) {
      if (isCode(error, "ELOOP", "ENOTDIR"))
        throw new UnsafeFolder(`${path} is a symbolic link or no folder; files are never reached through one`, {
          cause: error,
        });
      throw error;
    }
  }

  private kept(path: string, fd: number): Folder {
    const folder = { path, fd, device: statOf(fd).dev.toString() };
    this.open.set(path, folder);
    return folder;
  }
}

/** The folders and the name of a path below a root. @throws UnsafeFolder where it is not below */
export function partsBelow(root: string, path: string): { folders: string[]; name: string } {
  const start = root.endsWith(sep) ? root : root + sep;
  if (!path.startsWith(start)) throw new UnsafeFolder(`${path} is not below ${root}`);
  const folders = path.slice(start.length).split(sep);
  const name = folders.pop() ?? "";
  if (name === "" || name === "." || name === "..") throw new UnsafeFolder(`${path} names no file`);
  return { folders, name };
}
