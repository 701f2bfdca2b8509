import { type Dialect, Kysely, type Migration, Migrator } from "kysely";
import * as first from "./migrations/0001-first.js";
import * as trust from "./migrations/0005-trust.js";
import * as live from "./migrations/0006-live.js";
import * as projections from "./migrations/0009-projections.js";
import * as large from "./migrations/0010-large.js";
import * as mail from "./migrations/0011-mail.js";
import type { Tables } from "./tables.js";
import { RegisterUnusable } from "./unusable.js";

/** The record of everything: jobs, images, files, copies, who decided what. Several processes may have it open. */
export type Register = Kysely<Tables>;

/** In the order in which they are done; one that has been released never changes. */
const MIGRATIONS: Record<string, Migration> = {
  "0001-first": first,
  "0005-trust": trust,
  "0006-live": live,
  "0009-projections": projections,
  "0010-large": large,
  "0011-mail": mail,
};

/** What a register on a server wants beside its URL. */
export interface RegisterAccess {
  /** Absent: $PGPASSWORD, else ~/.pgpass. */
  readonly password?: string;
  /** How the server proves who it is. Absent: by an authority that the system trusts; on this machine it need not. */
  readonly tls?: { readonly ca?: Buffer; readonly verify: boolean };
}

/**
 * Opens the register that a URL names, and brings its tables up to date.
 * @param url `sqlite:/var/lib/omero-archiver/register.db` or `postgres://user@host/database`
 * @throws RegisterUnusable
 */
export async function openRegister(url: string, access: RegisterAccess = {}): Promise<Register> {
  const register: Register = new Kysely<Tables>({ dialect: await dialectFor(url, access) });
  const migrator = new Migrator({
    db: register,
    provider: { getMigrations: async () => MIGRATIONS },
    allowUnorderedMigrations: true, // Those that were made at the same time may have come in another order.
  });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await register.destroy();
    if (error instanceof RegisterUnusable) throw error;
    throw new RegisterUnusable(`the register ${url} can't be brought up to date: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return register;
}

/** The database below a register; only what is used is loaded. */
async function dialectFor(url: string, access: RegisterAccess): Promise<Dialect> {
  const [, kind, path] = /^(\w+):(.+)$/.exec(url) ?? [];
  if (kind === "sqlite" && path) return (await import("./sqlite.js")).sqliteDialect(path.replace(/^\/\/(?=\/)/, ""));
  if (kind === "postgres" || kind === "postgresql") return (await import("./postgres.js")).postgresDialect(url, access);
  throw new RegisterUnusable(
    `register: ${url} is not known; say sqlite:/path/to/register.db or postgres://user@host/database`,
  );
}
