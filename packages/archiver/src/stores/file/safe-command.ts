import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { StoreUnavailable } from "../marker.js";
import type { Safety } from "../store.js";

/** How long a site's command may take (ms), and when it is asked again after a no. */
const LONGEST = 60_000;
const AGAIN = 10 * 60_000;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs the site's command with the copy's path as last argument: 0 means that the copy is safe, too; anything else, not yet.
 * @throws StoreUnavailable where it can't be run at all
 */
export async function askCommand(command: readonly string[], path: string, signal?: AbortSignal): Promise<Safety> {
  await turn();
  try {
    const [code, said] = await run(command, path, signal);
    if (code === 0) return { is: "safe" };
    return {
      is: "waiting",
      why: `${command[0]} ended with ${code}${said ? `: ${said}` : ""}`,
      until: Date.now() + AGAIN,
    };
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function turn(): Promise<void> {
  while (running >= availableParallelism()) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
}

function run(command: readonly string[], path: string, signal?: AbortSignal): Promise<[number | string, string]> {
  const [program = "", ...words] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, path], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: LONGEST,
      ...(signal ? { signal } : {}),
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said = (said + chunk).slice(-500);
    });
    child.once("error", (cause) =>
      reject(
        signal?.aborted
          ? cause
          : new StoreUnavailable(`store.safeCommand: ${program} can't be run: ${cause.message}`, { cause }),
      ),
    );
    child.once("close", (code, ended) => resolve([code ?? ended ?? "no word", said.trim()]));
  });
}
