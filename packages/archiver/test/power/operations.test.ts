import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { operationsOf } from "./operations.js";
import { callsOf } from "./strace.js";

const hex = (text: string) => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
const fd = (number: number, path: string) => `${number}<${hex(path)}>`;
const read = (...lines: string[]) => operationsOf(callsOf(['1 execve("", [], 0x0) = 0', ...lines].join("\n")), "/disk");

describe("what strace tells", () => {
  it("is read as operations, with the paths that descriptors lead to", () => {
    assert.deepEqual(
      read(
        `1 openat(AT_FDCWD<${hex("/")}>, "${hex("/disk/a")}", O_RDONLY|O_DIRECTORY) = ${fd(7, "/disk/a")}`,
        `1 openat(AT_FDCWD<${hex("/")}>, "${hex("/proc/self/fd/7/new")}", O_RDWR|O_CREAT|O_EXCL, 0600) = ${fd(8, "/disk/a/new")}`,
        `1 write(${fd(8, "/disk/a/new")}, "${hex("one, two")}", 8) = 4`,
        `1 write(${fd(8, "/disk/a/new")}, "${hex("two")}", 3) = 3`,
        `1 fsync(${fd(8, "/disk/a/new")}) = 0`,
        `1 rename("${hex("/proc/self/fd/7/new")}", "${hex("/proc/self/fd/7/ö")}") = 0`,
        `1 unlink("${hex("/disk/a/none")}") = -1 ENOENT (No such file or directory)`,
        `1 write(${fd(2, "/dev/null")}, "${hex("text")}", 4) = 4`,
      ),
      [
        { is: "create", path: "/disk/a/new", mode: 0o600 },
        { is: "write", path: "/disk/a/new", offset: 0, bytes: Buffer.from("one,") },
        { is: "write", path: "/disk/a/new", offset: 4, bytes: Buffer.from("two") },
        { is: "sync", path: "/disk/a/new", covers: 3 },
        { is: "rename", from: "/disk/a/new", path: "/disk/a/ö" },
      ],
    );
  });

  it("a sync covers what was done when it began, and not what another thread did meanwhile", () => {
    const operations = read(
      `1 pwrite64(${fd(8, "/disk/a")}, "${hex("one")}", 3, 0) = 3`,
      `1 fsync(${fd(8, "/disk/a")} <unfinished ...>`,
      `2 pwrite64(${fd(8, "/disk/a")}, "${hex("two")}", 3, 3) = 3`,
      "1 <... fsync resumed>) = 0",
    );
    assert.deepEqual(operations.at(-1), { is: "sync", path: "/disk/a", covers: 1 });
  });

  it("nothing that is not understood goes by", () => {
    assert.throws(
      () => read(`1 fallocate(${fd(8, "/disk/a")}, 0, 0, 4096) = 0`),
      /does not know what fallocate did to \/disk\/a/,
    );
    assert.throws(() => read(`1 pwrite64(${fd(8, "/disk/a")}, "${hex("cut")}"..., 3, 0) = 3`), /cut/);
    assert.throws(() => read("1 something else"), /not understood/);
  });
});
