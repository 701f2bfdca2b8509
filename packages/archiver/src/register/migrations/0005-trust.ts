import type { Kysely } from "kysely";

/** Digests that an administrator accepted although OMERO has others; whether the site is in pilot mode. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable("file").addColumn("accepted_sha256", "text").execute();
  await db.schema
    .createTable("pilot")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("since", "bigint", (c) => c.notNull())
    .addColumn("who", "text", (c) => c.notNull())
    .execute();
}
