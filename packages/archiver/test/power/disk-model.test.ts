import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crashes, randomFrom } from "./crashes.js";
import { type Entry, History } from "./disk-model.js";
import type { Operation } from "./operations.js";

/** A disk with two folders, and a file in the first. */
const before = new Map<string, Entry>([
  ["/disk", { is: "folder", mode: 0o755 }],
  ["/disk/a", { is: "folder", mode: 0o755 }],
  ["/disk/b", { is: "folder", mode: 0o755 }],
  ["/disk/a/file", { is: "file", inode: "1", mode: 0o644, bytes: () => Buffer.from("old") }],
]);

/** What a path may hold after a crash at any moment: its bytes, where a link leads, or that it is not there. */
function possible(operations: readonly Operation[], path: string, at?: number): string[] {
  const found = new Set<string>();
  const history = new History(before, operations);
  for (const { done, kept } of crashes(history, randomFrom(1), 20)) {
    if (at !== undefined && done !== at) continue;
    const entry = history.after(done, kept).tree().get(path);
    found.add(
      !entry
        ? "nothing"
        : entry.is === "file"
          ? String(entry.bytes())
          : entry.is === "link"
            ? `-> ${entry.target}`
            : entry.is,
    );
  }
  return [...found].sort();
}

const create = (path: string): Operation => ({ is: "create", path, mode: 0o600 });
const write = (path: string, text: string, offset = 0): Operation => ({
  is: "write",
  path,
  offset,
  bytes: Buffer.from(text),
});
const sync = (path: string, covers: number): Operation => ({ is: "sync", path, covers });

describe("a disk that loses its power", () => {
  it("may have what was not synced, or not", () => {
    assert.deepEqual(possible([write("/disk/a/file", "new")], "/disk/a/file"), ["new", "old"]);
  });

  it("has what was synced", () => {
    const operations = [write("/disk/a/file", "new"), sync("/disk/a/file", 1)];
    assert.deepEqual(possible(operations, "/disk/a/file", 2), ["new"]);
  });

  it("may have zeros where data has not come, and blocks of a write without the others", () => {
    const texts = possible([write("/disk/a/file", "x".repeat(3 * 4_096))], "/disk/a/file");
    assert.ok(texts.length > 3);
    assert.ok(texts.some((text) => text.startsWith("old\0") && text.includes("xxx")));
  });

  it("may have lost a new file's name, though the file was synced, until its folder is", () => {
    const operations = [create("/disk/b/new"), write("/disk/b/new", "text"), sync("/disk/b/new", 2)];
    assert.deepEqual(possible(operations, "/disk/b/new", 3), ["nothing", "text"]);
    assert.deepEqual(possible([...operations, sync("/disk/b", 3)], "/disk/b/new", 4), ["text"]);
  });

  it("may have a new file's name without its data", () => {
    const operations = [create("/disk/b/new"), write("/disk/b/new", "text"), sync("/disk/b", 2)];
    assert.deepEqual(possible(operations, "/disk/b/new", 3), ["", "\0\0\0\0", "text"]);
  });

  it("is not helped by a sync that had begun before", () => {
    assert.deepEqual(possible([write("/disk/a/file", "new"), sync("/disk/a/file", 0)], "/disk/a/file", 2), [
      "new",
      "old",
    ]);
  });

  it("has one of both where a name was renamed over another, and never nothing", () => {
    const operations: Operation[] = [
      { is: "symlink", path: "/disk/b/link", target: "/elsewhere" },
      { is: "rename", from: "/disk/b/link", path: "/disk/a/file" },
    ];
    assert.deepEqual(possible(operations, "/disk/a/file"), ["-> /elsewhere", "old"]);
    assert.deepEqual(possible([...operations, sync("/disk/a", 2)], "/disk/a/file", 3), ["-> /elsewhere"]);
  });

  it("does not lose a file on its way from one folder to another, but may have it in both", () => {
    const operations: Operation[] = [{ is: "rename", from: "/disk/a/file", path: "/disk/b/file" }];
    const history = new History(before, operations);
    const places = new Set<string>();
    for (const { done, kept } of crashes(history, randomFrom(1), 20)) {
      const tree = history.after(done, kept).tree();
      places.add(["/disk/a/file", "/disk/b/file"].filter((path) => tree.has(path)).join(" "));
    }
    assert.deepEqual([...places].sort(), ["/disk/a/file", "/disk/a/file /disk/b/file", "/disk/b/file"]);
    // Where the old folder was synced the file is not in it; so it is in the other.
    assert.deepEqual(possible([...operations, sync("/disk/a", 1)], "/disk/b/file", 2), ["old"]);
  });

  it("keeps a file by its other name when one is gone", () => {
    const operations: Operation[] = [
      { is: "link", from: "/disk/a/file", path: "/disk/b/held" },
      sync("/disk/b", 1),
      { is: "unlink", path: "/disk/a/file" },
      write("/disk/b/held", "new"),
    ];
    assert.deepEqual(possible(operations, "/disk/b/held", 4), ["new", "old"]);
  });

  it("can't be reached where a folder's own name is lost", () => {
    const operations: Operation[] = [
      { is: "mkdir", path: "/disk/c", mode: 0o755 },
      create("/disk/c/new"),
      sync("/disk/c", 2),
    ];
    assert.deepEqual(possible(operations, "/disk/c/new", 3), ["", "nothing"]);
    assert.deepEqual(possible([...operations, sync("/disk", 3)], "/disk/c/new", 4), [""]);
  });

  it("has everything where all was synced", () => {
    const operations: Operation[] = [create("/disk/b/new"), write("/disk/b/new", "text"), { is: "sync", covers: 2 }];
    assert.deepEqual(possible(operations, "/disk/b/new", 3), ["text"]);
  });

  it("yields a file's bytes through links that lead to it", () => {
    const operations: Operation[] = [{ is: "symlink", path: "/disk/b/link", target: "/disk/a/file" }];
    const disk = new History(before, operations).whole();
    assert.equal(disk.digest("/disk/b/link"), disk.digest("/disk/a/file"));
    assert.equal(disk.digest("/disk/b/nothing"), undefined);
  });
});
