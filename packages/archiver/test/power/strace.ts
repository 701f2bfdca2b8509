import { spawnSync } from "node:child_process";

/** Why system calls can't be watched here; undefined where they can. */
export function noStrace(): string | undefined {
  const { error, status } = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]);
  if (error) return "strace is not installed";
  return status === 0 ? undefined : "this user may not trace processes (ptrace)";
}

/** A system call that has returned. */
export interface Call {
  readonly thread: number;
  readonly name: string;
  /** As strace prints them, with all texts and paths in hexadecimal. */
  readonly args: string;
  readonly result: string;
  /** How many calls had returned when this one began. */
  readonly began: number;
}

/** The calls of `strace -f -y -xx`, in the order in which they returned. */
export function callsOf(trace: string): Call[] {
  const calls: Call[] = [];
  const underWay = new Map<string, { args: string; began: number }>();
  for (const line of trace.split("\n")) {
    if (line === "" || /^\d+ +(\+\+\+|---)/.test(line)) continue;
    const whole = /^(\d+) +(\w+)\((.*)\) += (.*)$/.exec(line);
    if (whole) {
      const [, thread, name = "", args = "", result = ""] = whole;
      calls.push({ thread: Number(thread), name, args, result, began: calls.length });
      continue;
    }
    const begun = /^(\d+) +(\w+)\((.*?),? *<unfinished \.\.\.>$/.exec(line);
    if (begun) {
      underWay.set(begun[1] as string, { args: begun[3] as string, began: calls.length });
      continue;
    }
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>,? *(.*)\) += (.*)$/.exec(line);
    const start = resumed && underWay.get(resumed[1] as string);
    if (!resumed || !start) {
      // Cut off by the end of the process.
      if (/resumed>.* <unfinished \.\.\.>\) = \?$|\) += \?$/.test(line)) continue;
      throw new Error(`a line of strace that is not understood: ${line.slice(0, 200)}`);
    }
    const [, thread, name = "", rest = "", result = ""] = resumed;
    const args = [start.args, rest].filter((part) => part !== "").join(", ");
    calls.push({ thread: Number(thread), name, args, result, began: start.began });
  }
  return calls;
}

/** The quoted texts among arguments. @throws where strace has cut one */
export function textsIn(args: string): Buffer[] {
  if (/"\.\.\./.test(args)) throw new Error("strace has cut a text: its -s is too small");
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) => fromHex(hex));
}

/** A descriptor (`5<path>`), with the path that the kernel knows for it; none where that has no name any more. */
export interface Descriptor {
  readonly fd: number;
  readonly path: string | undefined;
}

/** The first descriptor of a text, which begins with it. */
export function descriptorAt(text: string): Descriptor | undefined {
  const [, fd, hex = "", deleted] = /^(\d+)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?/.exec(text) ?? [];
  if (fd === undefined) return undefined;
  const path = fromHex(hex).toString();
  return { fd: Number(fd), path: deleted || path.endsWith(" (deleted)") ? undefined : path };
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll("\\x", ""), "hex");
}
