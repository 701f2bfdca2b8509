import { type Kysely, sql } from "kysely";

/** What is still to be written beside the register: records of files, and jobs as files in folders. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable("file")
    .addColumn("unrecorded", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("file").addColumn("ended_at", "bigint").execute();
  await db.schema
    .createIndex("file_unrecorded")
    .on("file")
    .column("key")
    .where(sql.ref("unrecorded"), "=", 1)
    .execute();
  await sql`update file set unrecorded = 1 where step = 'archived'`.execute(db);
  await db.schema
    .createTable("job_folder")
    .addColumn("job_id", "bigint", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("folder", "text", (c) => c.notNull())
    .addColumn("coming_from", "text")
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("done", "bigint", (c) => c.notNull())
    .addColumn("failed", "bigint", (c) => c.notNull())
    .addColumn("passed_over", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("job_folder_name").on("job_folder").column("name").execute();
}
