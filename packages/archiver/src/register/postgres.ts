import { userInfo } from "node:os";
import { type Dialect, PostgresDialect, type PostgresPoolClient } from "kysely";
import { type ClientBase, Pool, types } from "pg";
import type { RegisterAccess } from "./register.js";
import { RegisterUnusable } from "./unusable.js";

/** How long a server may take to answer a new connection (ms). */
const CONNECT_MS = 30_000;
/** Who stands still in the middle of a transaction for so long (ms) is thought dead: it holds up everybody else. */
const STALLED_MS = 60_000;
/** Connections of one process: one that writes, one that claims, and those that only look. */
const CONNECTIONS = 4;

/**
 * Connects Kysely to a register in PostgreSQL.
 * @param url `postgres://user@host:5432/database`; a folder with a socket as host is written `%2Frun%2Fpostgresql`
 */
export function postgresDialect(url: string, { password, tls }: RegisterAccess): Dialect {
  const { hostname, port, username, pathname } = new URL(url);
  const host = decodeURIComponent(hostname);
  const pool = new Pool({
    host,
    port: Number(port || 5432),
    user: decodeURIComponent(username) || userInfo().username,
    database: decodeURIComponent(pathname.slice(1)),
    ...(password === undefined ? {} : { password }), // else $PGPASSWORD or the user's .pgpass
    ssl: tls
      ? { rejectUnauthorized: tls.verify, ...(tls.ca ? { ca: tls.ca.toString() } : {}) }
      : !isHere(host) && { rejectUnauthorized: true },
    application_name: "omero-archiver",
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: STALLED_MS,
    keepAlive: true,
    types: { getTypeParser },
    onConnect: prepare,
  });
  // A connection that breaks while nobody uses it: the next statement opens another, and says if that can't be done.
  pool.on("error", () => {});
  return new PostgresDialect({
    pool: { connect: () => connected(pool, url), end: () => pool.end() },
  });
}

/** A socket, or this machine: what is said is heard by nobody else. */
function isHere(host: string): boolean {
  return host.startsWith("/") || /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}

/** What the register takes for granted, whatever is usual for this server, database or user. @throws RegisterUnusable */
async function prepare(client: ClientBase): Promise<void> {
  // A connection that breaks fails the statements that need it; there is nobody else to tell.
  client.on("error", () => {});
  await client.query("set synchronous_commit = on");
  const { rows } = await client.query<{ fsync: string; encoding: string }>(
    "select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding",
  );
  const { fsync, encoding } = rows[0] ?? {};
  if (fsync !== "on")
    throw new RegisterUnusable(
      "this PostgreSQL runs with fsync = off, so that a power cut would lose what is where: set it on in postgresql.conf",
    );
  if (encoding !== "UTF8")
    throw new RegisterUnusable(
      `this database keeps texts in ${encoding}, which has not every character: make one with \`createdb --encoding UTF8 --template template0\``,
    );
}

async function connected(pool: Pool, url: string): Promise<PostgresPoolClient> {
  let client: PostgresPoolClient;
  try {
    client = await pool.connect();
  } catch (cause) {
    if (cause instanceof RegisterUnusable) throw cause;
    const { message, code } = cause as NodeJS.ErrnoException;
    throw new RegisterUnusable(
      `the register ${url} can't be reached: ${message || code}. The password comes from registerPasswordFile, else $PGPASSWORD, else ~/.pgpass; registerTls says how the server proves who it is`,
      { cause },
    );
  }
  return {
    query: ((text: string, values: readonly unknown[]) =>
      client.query(text, values).catch((cause) => {
        throw said(cause, url);
      })) as PostgresPoolClient["query"],
    release: client.release.bind(client),
  };
}

/** The only character that UTF-8 has and PostgreSQL has not: by itself, and as JSON writes it. */
const NUL = /^(22021|22P05)$/;
/** What the server says of a statement that it has refused; else the line is gone, or the server is just going. */
const REFUSED = /^(?!08|57P)[0-9A-Z]{5}$/;

/** A statement's error, for people. */
function said(cause: NodeJS.ErrnoException, url: string): Error {
  const { code = "", message } = cause;
  if (NUL.test(code))
    return new TypeError("a text has the character U+0000, which a register in PostgreSQL can't keep", { cause });
  if (REFUSED.test(code)) return cause;
  return new RegisterUnusable(
    `the line to the register ${url} broke: ${message || code}. What was done is looked at by the next run`,
    { cause },
  );
}

/** Numbers of 64 bits (ids, sizes, times) as numbers: pg gives texts, as not every one fits. Ours do, or it is said. */
function getTypeParser(type: number, format?: "text" | "binary") {
  if (type !== types.builtins.INT8) return types.getTypeParser(type, format as "text");
  return (text: string) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`${text} in the register is no number that can be`);
    return value;
  };
}
