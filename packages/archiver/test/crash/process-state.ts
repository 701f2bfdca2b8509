import { readFileSync } from "node:fs";

/** How a process is: R, S, T (stopped), Z (dead, and not all of it gone) … (proc(5)) */
export function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0];
  } catch {
    return undefined;
  }
}
