import { resolve } from "node:path";
import type { Tree } from "./disk-model.js";
import { type Call, descriptorAt, textsIn } from "./strace.js";

/** What a program does to a disk. Paths are absolute. */
export type Operation =
  | { readonly is: "create"; readonly path: string; readonly mode: number }
  | { readonly is: "mkdir"; readonly path: string; readonly mode: number }
  | { readonly is: "symlink"; readonly path: string; readonly target: string }
  | { readonly is: "link" | "rename"; readonly from: string; readonly path: string }
  | { readonly is: "unlink"; readonly path: string }
  | { readonly is: "write"; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly is: "truncate"; readonly path: string; readonly size: number }
  | { readonly is: "mode"; readonly path: string; readonly mode: number }
  /** A file or folder was brought to the disk as it was when the first `covers` operations had been done; no path: all of them. */
  | { readonly is: "sync"; readonly path?: string; readonly covers: number; readonly only?: "data" | "names" };

/** The calls that may change a disk; those of them that are not understood are refused. */
export const WATCHED = [
  ...["open", "openat", "creat", "mkdir", "mkdirat", "symlink", "symlinkat", "link", "linkat"],
  ...["rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir"],
  ...["write", "pwrite64", "writev", "pwritev", "pwritev2", "truncate", "ftruncate", "fallocate", "lseek", "mmap"],
  ...["copy_file_range", "sendfile", "splice", "chmod", "fchmod", "fchmodat"],
  ...["fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "execve"],
];

/** An open file: where the next `write` goes. */
interface Open {
  readonly path: string;
  position: number;
}

/** What a process and its threads did below a folder; their children only read and sync. */
export function operationsOf(calls: readonly Call[], root: string): Operation[] {
  const operations: Operation[] = [];
  /** How many operations had been done when so many calls had returned. */
  const doneAfter = [0];
  const open = new Map<number, Open>();
  const [first] = calls;
  const children = new Set(
    calls.filter(({ name, thread }) => name === "execve" && thread !== first?.thread).map(({ thread }) => thread),
  );
  const ours = (path: string) => path === root || path.startsWith(`${root}/`);
  const named = (bytes: Buffer | undefined) => {
    const path = resolve(bytes?.toString() ?? "");
    const [, fd, rest] = /^\/proc\/self\/fd\/(\d+)(\/.*)?$/.exec(path) ?? [];
    if (fd === undefined) return path;
    const folder = open.get(Number(fd));
    if (!folder) throw new Error(`strace has not told what descriptor ${fd} is`);
    return resolve(folder.path + (rest ?? ""));
  };

  const understand = ({ thread, name, args, result, began }: Call): Operation[] => {
    const value = Number.parseInt(result, 10);
    if (value < 0 || result.startsWith("?")) return [];
    const descriptor = descriptorAt(args);
    const path = descriptor?.path;
    const covers = doneAfter[began] ?? 0;
    switch (name) {
      case "open":
      case "openat": {
        const opened = descriptorAt(result);
        if (opened?.path === undefined) return [];
        if (!children.has(thread)) open.set(opened.fd, { path: opened.path, position: 0 });
        if (!ours(opened.path)) return [];
        if (children.has(thread) && !/O_RDONLY/.test(args)) throw new Error(`a child opens ${opened.path} to write`);
        const mode = Number.parseInt(/, 0(\d+)$/.exec(args)?.[1] ?? "600", 8);
        return [
          ...(args.includes("O_CREAT") ? [{ is: "create", path: opened.path, mode } as const] : []),
          ...(args.includes("O_TRUNC") ? [{ is: "truncate", path: opened.path, size: 0 } as const] : []),
        ];
      }
      case "mkdir":
        return [
          { is: "mkdir", path: named(textsIn(args)[0]), mode: Number.parseInt(args.split(", 0")[1] ?? "755", 8) },
        ];
      case "symlink": {
        const [target, at] = textsIn(args);
        return [{ is: "symlink", path: named(at), target: String(target) }];
      }
      case "link":
      case "rename": {
        const [from, to] = textsIn(args);
        return [{ is: name, from: named(from), path: named(to) }];
      }
      case "unlink":
        return [{ is: "unlink", path: named(textsIn(args)[0]) }];
      case "write": {
        if (path === undefined || !ours(path)) return [];
        const file = open.get(descriptor?.fd as number);
        if (file?.path !== path) throw new Error(`strace has not told when ${path} was opened`);
        const bytes = (textsIn(args)[0] as Buffer).subarray(0, value);
        const offset = file.position;
        file.position += value;
        return [{ is: "write", path, offset, bytes }];
      }
      case "pwrite64": {
        if (path === undefined || !ours(path)) return [];
        const bytes = (textsIn(args)[0] as Buffer).subarray(0, value);
        return [{ is: "write", path, offset: Number(/, (\d+)$/.exec(args)?.[1]), bytes }];
      }
      case "ftruncate":
        return path === undefined ? [] : [{ is: "truncate", path, size: Number(/, (\d+)$/.exec(args)?.[1]) }];
      case "fchmod":
        return path === undefined
          ? []
          : [{ is: "mode", path, mode: Number.parseInt(/, 0(\d+)$/.exec(args)?.[1] ?? "", 8) }];
      case "fsync":
      case "fdatasync":
        return path === undefined ? [] : [{ is: "sync", path, covers }];
      case "sync":
      case "syncfs":
        return [{ is: "sync", covers }];
      case "mmap":
        if (!/PROT_WRITE.*MAP_SHARED/.test(args)) return [];
        return notUnderstood(name, args);
      case "execve":
        return [];
      default:
        return notUnderstood(name, args);
    }
  };

  /** Whatever it did: if it was to one of our files, the recording would be wrong. */
  const notUnderstood = (name: string, args: string): Operation[] => {
    const paths = [...args.matchAll(/\d+<((?:\\x..)*)>|"((?:\\x..)*)"/g)].map(([, at, text]) =>
      Buffer.from((at ?? text ?? "").replaceAll("\\x", ""), "hex").toString(),
    );
    const touched = paths.find((path) => (ours(path) || path.startsWith("/proc/self/fd/")) && !isShared(path));
    if (touched !== undefined) throw new Error(`the recorder does not know what ${name} did to ${touched}`);
    return [];
  };

  for (const call of calls) {
    for (const operation of understand(call))
      if (operation.path === undefined || (ours(operation.path) && !isShared(operation.path)))
        operations.push(operation);
    doneAfter.push(operations.length);
  }
  return operations;
}

/** As if a program had forgotten to sync its files, or its folders. */
export function without(operations: readonly Operation[], before: Tree, what: "files" | "folders"): Operation[] {
  const folders = new Set([...before].filter(([, { is }]) => is === "folder").map(([path]) => path));
  for (const { is, path } of operations) if (is === "mkdir") folders.add(path);
  return operations.map((operation) => {
    if (operation.is !== "sync") return operation;
    if (operation.path === undefined) return { ...operation, only: what === "folders" ? "data" : "names" };
    return folders.has(operation.path) === (what === "folders") ? { ...operation, covers: 0 } : operation;
  });
}

/** SQLite's index of its log is shared memory, and made anew from the log by who opens the register first. */
export function isShared(path: string): boolean {
  return path.endsWith("-shm");
}
