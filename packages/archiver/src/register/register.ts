import { Kysely, type Migration, Migrator } from "kysely";
import * as first from "./migrations/0001-first.js";
import * as trust from "./migrations/0005-trust.js";
import * as live from "./migrations/0006-live.js";
import * as projections from "./migrations/0009-projections.js";
import { RegisterUnusable, sqliteDialect } from "./sqlite.js";
import type { Tables } from "./tables.js";

/** The record of everything: jobs, images, files, copies, who decided what. Several processes may have it open. */
export type Register = Kysely<Tables>;

/** In the order in which they are done; one that has been released never changes. */
const MIGRATIONS: Record<string, Migration> = {
  "0001-first": first,
  "0005-trust": trust,
  "0006-live": live,
  "0009-projections": projections,
};

/**
 * Opens the register that a URL names, and brings its tables up to date.
 * @param url `sqlite:/var/lib/omero-archiver/register.db`
 * @throws RegisterUnusable
 */
export async function openRegister(url: string): Promise<Register> {
  const [, kind, path] = /^(\w+):(.*)$/.exec(url) ?? [];
  if (kind !== "sqlite" || !path)
    throw new RegisterUnusable(`register: ${url} is not known; say sqlite:/path/to/register.db`);
  const register: Register = new Kysely<Tables>({ dialect: sqliteDialect(path.replace(/^\/\/(?=\/)/, "")) });
  const migrator = new Migrator({ db: register, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await register.destroy();
    throw new RegisterUnusable(`the register ${url} can't be brought up to date: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return register;
}
