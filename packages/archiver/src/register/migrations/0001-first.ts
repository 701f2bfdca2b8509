import { type Kysely, sql } from "kysely";
import { numbered, pagedText } from "../dialect.js";

/** Jobs, images, files, copies, stores, audit. */
export async function up(db: Kysely<never>): Promise<void> {
  const schema = db.schema;
  const key = pagedText(db);
  await schema
    .createTable("job")
    .addColumn("id", numbered(db))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("asker_id", "bigint", (c) => c.notNull())
    .addColumn("asker_name", "text", (c) => c.notNull())
    .addColumn("owner_id", "bigint", (c) => c.notNull())
    .addColumn("owner_name", "text", (c) => c.notNull())
    .addColumn("group_id", "bigint", (c) => c.notNull())
    .addColumn("group_name", "text", (c) => c.notNull())
    .addColumn("expiry", "text")
    .addColumn("description", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("files", "bigint", (c) => c.notNull())
    .addColumn("done", "bigint", (c) => c.notNull())
    .addColumn("failed", "bigint", (c) => c.notNull())
    .addColumn("passed_over", "bigint", (c) => c.notNull())
    .addColumn("bytes", "bigint", (c) => c.notNull())
    .addColumn("bytes_done", "bigint", (c) => c.notNull())
    .execute();
  await schema.createIndex("job_state").on("job").columns(["state", "id"]).execute();

  await schema
    .createTable("image")
    .addColumn("id", "bigint", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("project", "text")
    .addColumn("dataset", "text")
    .addColumn("fileset_id", "bigint")
    .addColumn("owner_id", "bigint", (c) => c.notNull())
    .addColumn("owner_name", "text", (c) => c.notNull())
    .addColumn("group_id", "bigint", (c) => c.notNull())
    .addColumn("asker_id", "bigint", (c) => c.notNull())
    .addColumn("asker_name", "text", (c) => c.notNull())
    .addColumn("archived_before", "integer", (c) => c.notNull())
    .addColumn("wanted_tag", "text", (c) => c.notNull())
    .addColumn("untold", "integer", (c) => c.notNull())
    .execute();
  await schema.createIndex("image_untold").on("image").column("id").where(sql.ref("untold"), "=", 1).execute();

  await schema
    .createTable("file")
    .addColumn("key", key, (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("path", key, (c) => c.notNull())
    .addColumn("size", "bigint", (c) => c.notNull())
    .addColumn("recorded_algorithm", "text")
    .addColumn("recorded_digest", "text")
    .addColumn("step", "text", (c) => c.notNull())
    .addColumn("condition", "text", (c) => c.notNull())
    .addColumn("cause", "text")
    .addColumn("evidence", "text", (c) => c.notNull())
    .addColumn("job_id", "bigint")
    .addColumn("queued", "integer", (c) => c.notNull())
    .addColumn("claim_token", "bigint", (c) => c.notNull())
    .addColumn("claim_worker", "text")
    .addColumn("lease_until", "bigint", (c) => c.notNull())
    .execute();
  await schema
    .createIndex("file_queue")
    .on("file")
    .columns(["lease_until", "key"])
    .where(sql.ref("queued"), "=", 1)
    .execute();
  await schema.createIndex("file_job").on("file").column("job_id").where("job_id", "is not", null).execute();

  for (const [table, first, second, firstType, secondType] of [
    ["job_file", "job_id", "file", "bigint", key],
    ["file_image", "file", "image_id", key, "bigint"],
  ] as const) {
    await schema
      .createTable(table)
      .addColumn(first, firstType, (c) => c.notNull())
      .addColumn(second, secondType, (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, [first, second] as never)
      .execute();
    await schema.createIndex(`${table}_back`).on(table).columns([second, first]).execute();
  }
  await schema
    .createTable("job_image")
    .addColumn("job_id", "bigint", (c) => c.notNull())
    .addColumn("image_id", "bigint", (c) => c.notNull())
    .addColumn("ours", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("job_image_key", ["job_id", "image_id"] as never)
    .execute();
  await schema.createIndex("job_image_back").on("job_image").columns(["image_id", "job_id"]).execute();

  await schema
    .createTable("copy")
    .addColumn("file", key, (c) => c.notNull())
    .addColumn("store_id", "text", (c) => c.notNull())
    .addColumn("path", "text", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("size", "bigint", (c) => c.notNull())
    .addColumn("verified_how", "text", (c) => c.notNull())
    .addColumn("verified_at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("copy_key", ["file", "store_id"] as never)
    .execute();
  await schema.createIndex("copy_path").on("copy").columns(["store_id", "path"]).execute();
  await schema
    .createTable("store")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("root", "text", (c) => c.notNull())
    .addColumn("made_at", "bigint", (c) => c.notNull())
    .execute();
  await schema
    .createTable("audit")
    .addColumn("id", numbered(db))
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("who", "text", (c) => c.notNull())
    .addColumn("what", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("why", "text")
    .execute();
  await schema.createIndex("audit_subject").on("audit").columns(["subject", "id"]).execute();
  await schema
    .createTable("counter")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("value", "bigint", (c) => c.notNull())
    .execute();
  await sql`insert into counter (name, value) values ('claim', 0)`.execute(db);
}
