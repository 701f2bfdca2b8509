import { type Kysely, sql } from "kysely";
import { numbered } from "../dialect.js";

/** What people are to be told of by mail, and mails until they are sent. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("news")
    .addColumn("id", numbered(db))
    .addColumn("job_id", "bigint", (c) => c.notNull())
    .addColumn("about", "text", (c) => c.notNull())
    .addColumn("who", "text", (c) => c.notNull())
    .addColumn("why", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("mail")
    .addColumn("id", numbered(db))
    .addColumn("about", "text", (c) => c.notNull())
    .addColumn("job_id", "bigint")
    .addColumn("address", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("next_try_at", "bigint", (c) => c.notNull().defaultTo(0))
    .addColumn("trouble", "text")
    .execute();
  await db.schema.createIndex("mail_waiting").on("mail").column("id").where(sql.ref("state"), "=", "waiting").execute();
  await db.schema.createIndex("mail_about").on("mail").columns(["about", "at"]).execute();
  await db.schema
    .createTable("mail_server")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("next_try_at", "bigint", (c) => c.notNull())
    .addColumn("trouble", "text", (c) => c.notNull())
    .execute();
}
