import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../../standin/bin/omero-standin.js", import.meta.url));

/** A stand-in OMERO.server as a process of its own, with a data directory that outlives it. */
export class StandIn {
  static readonly rootPassword = "root's";
  private child: ChildProcess | undefined;
  sslPort = 0;
  tcpPort = 0;
  /** PEM */
  certificate = "";
  key = "";

  private constructor(
    private readonly folder: string,
    private readonly empty: boolean,
  ) {}

  /** @param demo with the demonstration's users and images */
  static async start({ demo = false } = {}): Promise<StandIn> {
    const standIn = new StandIn(await mkdtemp(join(tmpdir(), "omero-client-")), !demo);
    try {
      await standIn.up();
    } catch (error) {
      await standIn.end();
      throw error;
    }
    return standIn;
  }

  /** Starts it; after the first time on the same ports. */
  async up(): Promise<void> {
    const words = ["--data", join(this.folder, "OMERO"), ...(this.empty ? ["--empty"] : [])];
    const ports = ["--ssl-port", String(this.sslPort), "--tcp-port", String(this.tcpPort)];
    const env = { ...process.env, OMERO_ROOT_PASSWORD: StandIn.rootPassword };
    const child = spawn(process.execPath, [BIN, ...words, ...ports], { stdio: ["ignore", "pipe", "inherit"], env });
    this.child = child;
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`the stand-in ended with ${code}`)));
    });
    const { sslPort, tcpPort, certificate } = JSON.parse(line);
    this.sslPort = sslPort;
    this.tcpPort = tcpPort;
    this.certificate = await readFile(certificate, "utf8");
    this.key = await readFile(join(dirname(certificate), "server.key"), "utf8");
  }

  /** Ends it at once, as a power cut would. */
  async down(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await exited;
  }

  async end(): Promise<void> {
    await this.down();
    await rm(this.folder, { recursive: true, force: true });
  }
}
