import { mkdirSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import { type Dialect, type SqliteDatabase, SqliteDialect } from "kysely";
import { RegisterUnusable } from "./unusable.js";

/** Where SQLite's locks can't be trusted: magic numbers of statfs(2). */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, "NFS"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x517b, "SMB"],
  [0x564c, "NCP"],
  [0x65735546, "FUSE"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x00c36400, "Ceph"],
  [0x19830326, "BeeGFS"],
]);

/** How long one process waits for another's commit (ms). */
const BUSY_MS = 30_000;

/** Opens a register file for Kysely: write-ahead log, every commit on the disk before it is told. */
export function sqliteDialect(path: string): Dialect {
  const file = resolve(path);
  let database: DatabaseSyncInstance;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o750 });
    refuseNetwork(file);
    database = new DatabaseSync(file, { timeout: BUSY_MS });
    database.exec("pragma journal_mode = wal; pragma synchronous = full;");
  } catch (cause) {
    if (cause instanceof RegisterUnusable) throw cause;
    throw new RegisterUnusable(
      `the register ${file} can't be opened: ${(cause as Error).message}. It must be on a local disk, in a folder that this user may write; the configuration names it as register: sqlite:/path`,
      { cause },
    );
  }
  return new SqliteDialect({ database: prepared(database, file) });
}

function refuseNetwork(file: string): void {
  const kind = NETWORK_FILE_SYSTEMS.get(statfsSync(dirname(file)).type);
  if (kind) {
    throw new RegisterUnusable(
      `the register ${file} is on a network file system (${kind}), where SQLite can lose data; put it on a local disk`,
    );
  }
}

/** Node's SQLite interface as Kysely wants it; statements are compiled once. */
function prepared(database: DatabaseSyncInstance, file: string): SqliteDatabase {
  const statements = new Map<string, StatementSyncInstance>();
  return {
    prepare(sql) {
      // A transaction that begins by reading could not become a writer when another process has written since.
      const text = sql === "begin" ? "begin immediate" : sql;
      let statement = statements.get(text);
      if (!statement) {
        statement = database.prepare(text);
        statements.set(text, statement);
      }
      const compiled = statement;
      return {
        reader: /^\s*(select|with|pragma)\b|\breturning\b/i.test(text),
        all: (parameters) => toldOf(file, () => compiled.all(...(parameters as never[]))),
        run: (parameters) => {
          // A disk that fails ends the transaction at once: to roll back what is no more would hide why.
          if (text === "rollback" && !database.isTransaction) return { changes: 0, lastInsertRowid: 0 };
          return toldOf(file, () => compiled.run(...(parameters as never[]))) as {
            changes: number | bigint;
            lastInsertRowid: number | bigint;
          };
        },
        iterate: (parameters) => compiled.iterate(...(parameters as never[])) as IterableIterator<unknown>,
      };
    },
    close: () => database.close(),
  };
}

/** What SQLite says where the disk below it fails (its primary result codes): READONLY, IOERR, FULL, CANTOPEN. */
const DISK_TROUBLE = new Set([8, 10, 13, 14]);

/** Does something with the register's file. @throws RegisterUnusable where its disk fails: SQLite does not say of which file */
function toldOf<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const { errcode, message } = cause as Error & { errcode?: number };
    // The higher bits say more than we want to know.
    if (errcode === undefined || !DISK_TROUBLE.has(errcode & 0xff)) throw cause;
    throw new RegisterUnusable(
      `the register ${file}: ${message}. Look after its disk; what was committed is kept, and the next run goes on from there`,
      { cause },
    );
  }
}
