import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where Debian's package `postgresql` puts its programs. */
const BIN = "/usr/lib/postgresql/15/bin";
/** Nobody but the superuser must run a server of PostgreSQL: then `nobody` does (Debian's id of that user). */
const NOBODY = 65_534;
const SUPERUSER = "archiver";
const PASSWORD = "register-demo";

/** Why there is no PostgreSQL to test with; undefined where there is. */
export function withoutPostgres(): string | undefined {
  return existsSync(join(BIN, "postgres")) ? undefined : `${BIN}/postgres is not here (Debian's package postgresql-15)`;
}

/** A PostgreSQL server for one test file, in a temporary folder; reached by a socket. */
export class PostgresServer {
  private databases = 0;
  private child?: ChildProcess;

  private constructor(
    readonly folder: string,
    private readonly port: number,
    private readonly launch: () => ChildProcess,
  ) {}

  get password(): string {
    return PASSWORD;
  }

  /** @param tls listens on the network, too, and shows this. @param settings lines of postgresql.conf */
  static async start(
    options: { tls?: { key: string; cert: string }; settings?: readonly string[] } = {},
  ): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), "postgres-"));
    const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if ("uid" in as) chownSync(folder, NOBODY, NOBODY);
    const data = join(folder, "data");
    const password = write(folder, "password", PASSWORD);
    // A language whose order of letters is not that of their bytes.
    const language = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"];
    const made = spawnSync(
      join(BIN, "initdb"),
      ["-D", data, "-U", SUPERUSER, "--auth=scram-sha-256", `--pwfile=${password}`, "--no-sync", ...language],
      { ...as, cwd: folder, encoding: "utf8" },
    );
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    const { tls, settings = [] } = options;
    const port = await freePort();
    const lines = [`unix_socket_directories=${folder}`, `port=${port}`, ...settings];
    if (tls) {
      const files = { key: write(folder, "server.key", tls.key), cert: write(folder, "server.pem", tls.cert) };
      lines.push("listen_addresses=127.0.0.1", "ssl=on", `ssl_key_file=${files.key}`, `ssl_cert_file=${files.cert}`);
    } else lines.push("listen_addresses=");
    const server = new PostgresServer(folder, port, () =>
      spawn(join(BIN, "postgres"), ["-D", data, ...lines.flatMap((line) => ["-c", line])], {
        ...as,
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
      }),
    );
    await server.goOn();
    return server;
  }

  /** A new database. @returns its URL */
  newDatabase(host = this.folder): string {
    const name = `register_${++this.databases}`;
    const made = spawnSync(join(BIN, "createdb"), ["-h", this.folder, "-p", String(this.port), "-U", SUPERUSER, name], {
      env: { PGPASSWORD: PASSWORD },
      encoding: "utf8",
    });
    if (made.status !== 0) throw new Error(`createdb: ${made.stderr}`);
    return `postgres://${SUPERUSER}@${encodeURIComponent(host)}:${this.port}/${name}`;
  }

  /** Is gone at once, as in a crash. */
  async crash(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null) return;
    child.kill("SIGQUIT");
    await once(child, "exit");
  }

  /** Is there again. */
  async goOn(): Promise<void> {
    const child = this.launch();
    this.child = child;
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
        said.push(line);
        if (line.includes("ready to accept connections")) resolve();
      });
      child.once("exit", () => reject(new Error(`PostgreSQL did not start: ${said.join("\n")}`)));
    });
  }

  async stop(): Promise<void> {
    await this.crash();
    rmSync(this.folder, { recursive: true });
  }
}

/** A file that only the server's user may read. */
function write(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(file, NOBODY, NOBODY);
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A certificate for localhost that nobody else has signed. */
export function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const files = { key: join(folder, "key"), cert: join(folder, "cert") };
  const words = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const made = spawnSync("openssl", ["req", "-x509", ...words, ...names, "-keyout", files.key, "-out", files.cert], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  const read = { key: readFileSync(files.key, "utf8"), cert: readFileSync(files.cert, "utf8") };
  rmSync(folder, { recursive: true });
  return read;
}
