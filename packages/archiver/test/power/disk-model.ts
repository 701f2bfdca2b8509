import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { Operation } from "./operations.js";

/** What is on a disk: files (which may have several names), folders and symbolic links, by absolute path. */
export type Tree = ReadonlyMap<string, Entry>;
export type Entry =
  | { readonly is: "folder"; readonly mode: number }
  | { readonly is: "link"; readonly target: string }
  /** Names of one file have the same inode. */
  | { readonly is: "file"; readonly inode: string; readonly mode: number; readonly mtime?: Date; bytes(): Buffer };

/** A part of an operation that a crash may lose by itself. */
export interface Effect {
  readonly change: Change;
  /** The number of operations that were done when it was there first. */
  readonly since: number;
  /** … when it was sure to outlive a crash. */
  durable: number;
}

type Change =
  /** A name leads to another node, or is gone. A file that is renamed never has no name: the old one goes with or after the new one. */
  | { readonly is: "name"; readonly path: string; readonly to: string | undefined; readonly notWithout?: Effect }
  | { readonly is: "bytes"; readonly node: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly is: "size"; readonly node: string; readonly size: number }
  | { readonly is: "mode"; readonly node: string; readonly mode: number };

/** What a crash leaves of effects that were not durable: all, or some blocks of what was written. Those not named are lost. */
export type Kept = ReadonlyMap<Effect, "whole" | ReadonlySet<number>>;

/** What a disk writes at once. */
const BLOCK = 4_096;

type Node =
  | { readonly is: "folder"; readonly mode: number }
  | { readonly is: "link"; readonly target: string }
  | { readonly is: "file"; readonly mode: number; readonly mtime?: Date; readonly bytes: () => Buffer };

/**
 * A disk to which operations were done, and what a crash may leave of them, by what POSIX promises at the least: data that
 * were not synced are lost, whole or in blocks; a name is sure only once its own folder was synced (ext4 would do more: it
 * brings a new file's name with the file, and keeps names in order); renames are whole, but no sooner sure than that.
 */
export class History {
  private readonly effects: Effect[] = [];
  private readonly nodes = new Map<string, Node>();
  private readonly initial = new Map<string, string>();
  private readonly digestsOf = new Map<string, string>();
  private readonly root: string;

  /** @param tree begins with the folder that all others are in */
  constructor(
    tree: Tree,
    readonly operations: readonly Operation[],
  ) {
    [this.root = "/"] = tree.keys();
    for (const [path, entry] of tree) {
      const node = entry.is === "file" ? entry.inode : `at ${path}`;
      this.initial.set(path, node);
      if (!this.nodes.has(node))
        this.nodes.set(node, entry.is === "file" ? { ...entry, bytes: () => entry.bytes() } : entry);
    }
    const now = new Map(this.initial);
    for (const [i, operation] of operations.entries()) this.take(operation, i + 1, now);
  }

  /** The effects that a crash after so many operations may lose. */
  atRisk(done: number): Effect[] {
    return this.effects.filter(({ since, durable }) => since <= done && durable > done);
  }

  /** The disk after a crash, when so many operations were done. */
  after(done: number, kept: Kept): Disk {
    const names = new Map(this.initial);
    const changed = new Map<string, [Effect, "whole" | ReadonlySet<number>][]>();
    const there = new Map(kept);
    for (const effect of kept.keys()) {
      const needed = effect.change.is === "name" ? effect.change.notWithout : undefined;
      if (needed && needed.durable > done) there.set(needed, "whole");
    }
    for (const effect of this.effects) {
      if (effect.since > done) break;
      const how = effect.durable <= done ? "whole" : there.get(effect);
      if (how === undefined) continue;
      const { change } = effect;
      if (change.is !== "name") {
        const known = changed.get(change.node);
        if (known) known.push([effect, how]);
        else changed.set(change.node, [[effect, how]]);
      } else if (change.to === undefined) names.delete(change.path);
      else names.set(change.path, change.to);
    }
    return new Disk(
      this.root,
      names,
      (node) => this.nodeWith(node, changed.get(node) ?? []),
      (node) => this.digestWith(node, changed.get(node) ?? []),
    );
  }

  /** The disk when nothing of what was done is lost. */
  whole(): Disk {
    return this.after(this.operations.length, new Map(this.effects.map((effect) => [effect, "whole"])));
  }

  private nodeWith(name: string, changes: readonly [Effect, "whole" | ReadonlySet<number>][]): Node {
    const node = this.nodes.get(name) as Node;
    if (node.is !== "file" || changes.length === 0) return node;
    const mode = changes.reduce((last, [{ change }]) => (change.is === "mode" ? change.mode : last), node.mode);
    return {
      ...node,
      mode,
      bytes: () => {
        let bytes = node.bytes();
        for (const [{ change }, how] of changes) {
          if (change.is === "size") bytes = resized(bytes, change.size);
          else if (change.is === "bytes") bytes = written(bytes, change.offset, change.bytes, how);
        }
        return bytes;
      },
    };
  }

  /** sha256; each content is hashed once, however many disks it is on. */
  private digestWith(name: string, changes: readonly [Effect, "whole" | ReadonlySet<number>][]): string {
    const key = [name, ...changes.map(([{ since }, how]) => (how === "whole" ? since : `${since}:${[...how]}`))].join();
    let digest = this.digestsOf.get(key);
    if (digest === undefined) {
      const node = this.nodeWith(name, changes);
      digest = createHash("sha256")
        .update(node.is === "file" ? node.bytes() : "")
        .digest("hex");
      this.digestsOf.set(key, digest);
    }
    return digest;
  }

  private take(operation: Operation, since: number, now: Map<string, string>): void {
    const add = (change: Change) => {
      const effect = { change, since, durable: Number.POSITIVE_INFINITY };
      this.effects.push(effect);
      return effect;
    };
    const name = (path: string, to: string | undefined, notWithout?: Effect) => {
      if (to === undefined) now.delete(path);
      else now.set(path, to);
      return add({ is: "name", path, to, ...(notWithout ? { notWithout } : {}) });
    };
    const made = (path: string, node: Node) => {
      const id = `made by ${since}`;
      this.nodes.set(id, node);
      name(path, id);
    };
    const at = (path: string) => {
      const node = now.get(path);
      if (node === undefined) throw new Error(`${operation.is}: nothing is known of ${path}`);
      return node;
    };
    switch (operation.is) {
      case "create":
        if (!now.has(operation.path))
          made(operation.path, { is: "file", mode: operation.mode, bytes: () => Buffer.alloc(0) });
        break;
      case "mkdir":
        made(operation.path, { is: "folder", mode: operation.mode });
        break;
      case "symlink":
        made(operation.path, { is: "link", target: operation.target });
        break;
      case "link":
        name(operation.path, at(operation.from));
        break;
      case "unlink":
        name(operation.path, undefined);
        break;
      case "rename": {
        const moved = at(operation.from);
        if (this.nodes.get(moved)?.is === "folder") throw new Error(`a folder is renamed: ${operation.from}`);
        // Two names of one file: rename(2) does nothing.
        if (now.get(operation.path) !== moved) name(operation.from, undefined, name(operation.path, moved));
        break;
      }
      case "write":
        add({ is: "bytes", node: at(operation.path), offset: operation.offset, bytes: operation.bytes });
        break;
      case "truncate":
        add({ is: "size", node: at(operation.path), size: operation.size });
        break;
      case "mode":
        add({ is: "mode", node: at(operation.path), mode: operation.mode });
        break;
      case "sync":
        this.sync(operation, since, now);
    }
  }

  private sync(
    { path, covers, only }: Extract<Operation, { is: "sync" }>,
    since: number,
    now: ReadonlyMap<string, string>,
  ): void {
    const node = path === undefined ? undefined : now.get(path);
    const covered = ({ change }: Effect) => {
      if (path === undefined) return only === undefined || (change.is === "name" ? "names" : "data") === only;
      return change.is === "name" ? dirname(change.path) === path : change.node === node;
    };
    for (const effect of this.effects) {
      if (effect.since > covers || effect.durable <= since || !covered(effect)) continue;
      effect.durable = since;
      const needed = effect.change.is === "name" ? effect.change.notWithout : undefined;
      if (needed) needed.durable = Math.min(needed.durable, since);
    }
  }
}

/** A disk as it is found after a crash. */
export class Disk {
  constructor(
    private readonly root: string,
    private readonly names: ReadonlyMap<string, string>,
    private readonly node: (id: string) => Node,
    private readonly digestOf: (id: string) => string,
  ) {}

  /** The sha256 of what a path yields, links followed; undefined where it yields nothing. */
  digest(path: string): string | undefined {
    const id = this.find(path);
    return id !== undefined && this.node(id).is === "file" ? this.digestOf(id) : undefined;
  }

  /** All that can be reached. */
  tree(): Tree {
    const tree = new Map<string, Entry>();
    for (const [path, id] of [...this.names].sort(([a], [b]) => (a < b ? -1 : 1))) {
      // Where a folder has no name, what is in it can't be reached.
      if (path !== this.root && tree.get(dirname(path))?.is !== "folder") continue;
      const node = this.node(id);
      tree.set(path, node.is === "file" ? { ...node, inode: id, bytes: () => node.bytes() } : node);
    }
    return tree;
  }

  private find(path: string, links = 0): string | undefined {
    const id = this.names.get(path);
    if (id === undefined || links > 8) return undefined;
    for (let folder = dirname(path); folder.startsWith(this.root); folder = dirname(folder))
      if (!this.names.has(folder)) return undefined;
    const node = this.node(id);
    return node.is === "link" ? this.find(node.target, links + 1) : id;
  }
}

function resized(bytes: Buffer, size: number): Buffer {
  return size <= bytes.length ? bytes.subarray(0, size) : Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
}

/** Blocks that did not come to the disk are as they were; where there was nothing, zeros. */
function written(before: Buffer, offset: number, bytes: Buffer, how: "whole" | ReadonlySet<number>): Buffer {
  const after = Buffer.from(resized(before, Math.max(before.length, offset + bytes.length)));
  for (const block of blocksOf(offset, bytes.length)) {
    if (how !== "whole" && !how.has(block)) continue;
    const start = Math.max(offset, block * BLOCK);
    bytes.copy(after, start, start - offset, Math.min(offset + bytes.length, (block + 1) * BLOCK) - offset);
  }
  return after;
}

/** The blocks of a file that a write touches. */
export function blocksOf(offset: number, length: number): number[] {
  const first = Math.floor(offset / BLOCK);
  const end = Math.ceil((offset + length) / BLOCK);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}
