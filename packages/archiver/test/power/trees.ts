import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Entry, Tree } from "./disk-model.js";

/** Reads all that is below a folder into memory. @param leftOut paths that are not looked at */
export function readTree(root: string, leftOut: (path: string) => boolean): Tree {
  const tree = new Map<string, Entry>([[root, { is: "folder", mode: lstatSync(root).mode & 0o7777 }]]);
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const path = join(root, name);
    if (!leftOut(path)) tree.set(path, entryAt(path));
  }
  return tree;
}

function entryAt(path: string): Entry {
  const stats = lstatSync(path);
  const mode = stats.mode & 0o7777;
  if (stats.isDirectory()) return { is: "folder", mode };
  if (stats.isSymbolicLink()) return { is: "link", target: readlinkSync(path) };
  const bytes = readFileSync(path);
  return { is: "file", inode: String(stats.ino), mode, mtime: stats.mtime, bytes: () => bytes };
}

/**
 * Puts a tree in the place of all that is below its first folder, but for what is left out.
 * @returns the inode that each inode of the tree has now
 */
export function writeTree(tree: Tree, leftOut: (path: string) => boolean): Map<string, string> {
  const [root = ""] = tree.keys();
  const before = [...readTree(root, leftOut).keys()].reverse();
  for (const path of before)
    if (!lstatSync(path).isDirectory()) rmSync(path);
    else if (readdirSync(path).length === 0) rmdirSync(path);
  const inodes = new Map<string, string>();
  const first = new Map<string, string>();
  for (const [path, entry] of tree) {
    if (entry.is === "folder") {
      mkdirSync(path, { recursive: true });
      chmodSync(path, entry.mode);
    } else if (entry.is === "link") {
      symlinkSync(entry.target, path);
    } else {
      const known = first.get(entry.inode);
      if (known !== undefined) {
        linkSync(known, path);
        continue;
      }
      first.set(entry.inode, path);
      writeFileSync(path, entry.bytes());
      chmodSync(path, entry.mode);
      if (entry.mtime) utimesSync(path, entry.mtime, entry.mtime);
      inodes.set(entry.inode, String(lstatSync(path).ino));
    }
  }
  return inodes;
}
