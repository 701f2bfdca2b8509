import { type Kysely, sql } from "kysely";

/** What is asked of registers with millions of files: a file by its path, those of one job to be worked on, who works, what has failed. */
export async function up(db: Kysely<never>): Promise<void> {
  const { schema } = db;
  await schema.createIndex("file_path").on("file").column("path").execute();
  await schema
    .createIndex("file_queue_of_job")
    .on("file")
    .columns(["job_id", "lease_until", "key"])
    .where(sql.ref("queued"), "=", 1)
    .execute();
  await schema
    .createIndex("file_in_hand")
    .on("file")
    .columns(["claim_worker", "lease_until"])
    .where("claim_worker", "is not", null)
    .execute();
  await schema
    .createIndex("file_failed")
    .on("file")
    .columns(["job_id", "key"])
    .where(sql.ref("condition"), "=", "failed")
    .execute();
}
