import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { OmeroClient } from "@omero-archiver/omero";

const bin = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
/** No command of a story takes longer (ms). */
const LONGEST = 60_000;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed. */
  readonly json: unknown;
}

/** A command that is running. */
export interface Started {
  readonly ended: Promise<Ran>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Waits until it has said that on standard output; for ever, if it ends before: then `ended` tells. */
  said(text: string): Promise<void>;
}

/** A stand-in OMERO.server in a process of its own. */
interface ServerProcess {
  readonly sslPort: number;
  readonly certificate: string;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** What a server runs scripts with: a Python that has OMERO's client, and the path on which their commands are. */
interface ForScripts {
  readonly python: string;
  readonly path: string;
}

async function startServer(dataDir: string, port: number, scripts?: ForScripts): Promise<ServerProcess> {
  const words = ["--data", dataDir, "--ssl-port", String(port), "--tcp-port", "0"];
  const child = spawn(
    process.execPath,
    [bin("standin/bin/omero-standin.js"), ...words, ...(scripts ? ["--python", scripts.python] : [])],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...(scripts && { PATH: scripts.path }) } },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  try {
    const ready = await new Promise<{ sslPort: number; certificate: string }>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("the stand-in did not start")), LONGEST);
      createInterface({ input: child.stdout }).on("line", (line) => {
        clearTimeout(late);
        resolve(JSON.parse(line));
      });
      void exited.then(() => reject(new Error("the stand-in ended")));
    });
    return { ...ready, end };
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
}

/** What runs a command as on another machine: with this name, and mounts of its own (by root alone). */
export function onHost(name: string): string[] {
  return ["unshare", "--uts", "--mount", "sh", "-c", 'hostname "$0" && exec "$@"', name];
}

/** A facility: a stand-in OMERO.server with its demo world, a store, and configurations for its people. */
export class Site {
  private constructor(
    readonly folder: string,
    private server: ServerProcess,
  ) {}

  get dataDir(): string {
    return join(this.folder, "OMERO");
  }

  get store(): string {
    return join(this.folder, "archive");
  }

  get port(): number {
    return this.server.sslPort;
  }

  /** A server that has just been started, with its demo world; its store is made. */
  static async open(scripts?: ForScripts): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), "site-"));
    const site = new Site(folder, await startServer(join(folder, "OMERO"), 0, scripts));
    const made = await site.run("archiver", "store", "init");
    if (made.code === 0) return site;
    await site.close();
    throw new Error(made.stderr);
  }

  /** The server ends at once, as one that crashes does. */
  async killServer(): Promise<void> {
    await this.server.end("SIGKILL");
  }

  /** The server is there again, where it was. */
  async startServerAgain(): Promise<void> {
    this.server = await startServer(this.dataDir, this.port);
  }

  /** Runs omero-archiver as somebody, with `--json`. */
  async run(user: string, ...words: string[]): Promise<Ran> {
    return this.runWith(await this.config(user), ...words);
  }

  async runWith(config: string, ...words: string[]): Promise<Ran> {
    return this.start(config, words).ended;
  }

  /**
   * Starts omero-archiver, to be looked at or stopped while it runs.
   * @param below a program that runs it, with its first words
   */
  start(
    config: string,
    words: readonly string[],
    env: NodeJS.ProcessEnv = {},
    json = true,
    below: readonly string[] = [],
  ): Started {
    const archiver = [process.execPath, bin("archiver/bin/omero-archiver.js"), "--config", config];
    const [program = "", ...rest] = [...below, ...archiver, ...(json ? ["--json"] : []), ...words];
    const child = spawn(program, rest, { timeout: LONGEST, env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const ended = new Promise<Ran>((resolve) => {
      child.once("close", (code) =>
        resolve({
          code,
          stdout,
          stderr,
          get json() {
            return /^[{[]/.test(stdout) ? JSON.parse(stdout) : undefined;
          },
        }),
      );
    });
    const said = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => stdout.includes(text) && resolve();
        child.stdout.on("data", look);
        look();
      });
    return { ended, pid: child.pid as number, kill: (signal) => child.kill(signal), said };
  }

  /** A configuration file as the site has it, with some lines replaced. */
  async config(user: string, change: (text: string) => string = (text) => text): Promise<string> {
    const etc = join(this.folder, "etc");
    await mkdir(etc, { recursive: true });
    const passwordFile = join(etc, `${user}.password`);
    await writeFile(passwordFile, `${user}-demo\n`);
    await chmod(passwordFile, 0o600);
    const file = join(etc, `${user}-${Math.random().toString(36).slice(2)}.yaml`);
    await writeFile(
      file,
      change(`omero:
  host: localhost
  port: ${this.port}
  user: ${user}
  passwordFile: ${passwordFile}
  tls: { ca: ${this.server.certificate} }
dataDir: ${this.dataDir}
archiveDir: ${join(this.folder, "records")}
register: sqlite:${join(this.folder, "register.db")}
store: { type: file, root: ${this.store}, sameFileSystem: allow }
verification: any
`),
    );
    return file;
  }

  /** A client of somebody's, to look at OMERO as OMERO's own clients do. */
  client(user: string): Promise<OmeroClient> {
    return OmeroClient.connect({
      host: "localhost",
      port: this.port,
      tls: { verify: false },
      login: { user, password: `${user}-demo` },
    });
  }

  async close(): Promise<void> {
    await this.server.end("SIGTERM");
    await rm(this.folder, { recursive: true, force: true });
  }
}
