import type { Kysely } from "kysely";

/** What goes on just now: who does what only one may do at a time, and how far the workers are with files in hand. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("lease")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("worker", "text", (c) => c.notNull())
    .addColumn("until", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("progress")
    .addColumn("worker", "text", (c) => c.primaryKey())
    .addColumn("bytes", "bigint", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .execute();
}
