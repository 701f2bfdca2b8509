import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SliceObject } from "@omero-archiver/ice";

/** What of the server's own surroundings a script gets (measured on OMERO 5.6). */
const HANDED_ON = [
  ...["CLASSPATH", "DISPLAY", "DYLD_LIBRARY_PATH", "HOME", "JYTHON_HOME", "LC_ALL", "LANG", "LANGUAGE"],
  ...["LD_LIBRARY_PATH", "MLABRAW_CMD_STR", "OMERODIR", "OMERO_TEMPDIR", "OMERO_TMPDIR", "PATH", "PYTHONPATH"],
];

/** Of a script that has ended. */
export interface Ended {
  /** As a shell has it: 128 and more for one that was killed. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** A script that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** @returns whether it was running */
  kill(signal: NodeJS.Signals): boolean;
}

/**
 * Runs scripts as OMERO's processor does: each as a process in a folder of its own, whose file `config` says where the router is
 * and which session the script joins (measured on OMERO 5.6). For this it needs a Python that has OMERO's client.
 */
export class Processor {
  /** What scripts have said of themselves, by their text: each is asked once. */
  readonly parameters = new Map<string, Promise<SliceObject>>();
  readonly #running = new Map<ChildProcess, Promise<Ended>>();

  /** @param python absent: there is no processor @param router the proxy of the router, as text */
  constructor(
    private readonly python: string | undefined,
    private readonly router: () => string,
  ) {}

  get isThere(): boolean {
    return this.python !== undefined;
  }

  /** @param properties more lines of the file `config` */
  start(text: string, session: string, properties: Readonly<Record<string, string>>): Running {
    const folder = mkdtempSync(join(tmpdir(), "omero-script-"));
    const config = {
      ...properties,
      "omero.user": session,
      "omero.pass": session,
      "Ice.Default.Router": this.router(),
    };
    writeFileSync(join(folder, "script"), text);
    writeFileSync(
      join(folder, "config"),
      Object.entries(config)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
      { mode: 0o600 },
    );
    const env = Object.fromEntries(HANDED_ON.map((name) => [name, process.env[name]]));
    const child = spawn(this.python ?? "", ["./script"], {
      cwd: folder,
      env: { ...env, ICE_CONFIG: join(folder, "config") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = endOf(child).finally(() => {
      this.#running.delete(child);
      rmSync(folder, { recursive: true, force: true });
    });
    this.#running.set(child, ended);
    return { ended, kill: (signal) => child.exitCode === null && child.signalCode === null && child.kill(signal) };
  }

  /** Ends all scripts. */
  async close(): Promise<void> {
    for (const child of this.#running.keys()) child.kill("SIGKILL");
    await Promise.all(this.#running.values());
  }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const said: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  child.stdout?.on("data", (chunk: Buffer) => said.stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => said.stderr.push(chunk));
  const code = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      said.stderr.push(Buffer.from(`${error.message}\n`));
      resolve(127);
    });
    child.once("close", (status, signal) => resolve(status ?? (signal === "SIGKILL" ? 137 : 143)));
  });
  return { code, stdout: Buffer.concat(said.stdout), stderr: Buffer.concat(said.stderr) };
}
