import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { type RegisteredFile, registeredFile } from "./files.js";
import { imagesOfFiles, type RegisteredImage } from "./images.js";
import type { Register } from "./register.js";
import type { Tables } from "./tables.js";

/** What is archived, and what open jobs are to archive. */
export type Progress = "archived" | "in process";

const ARCHIVED = ["archived", "recalled"] as const;
/** Files in one go. */
const PAGE = 10_000;

/** The paths of all files that are so; a page at a time. */
export async function* pathsThatAre(register: Register, which: Progress): AsyncGenerator<string[]> {
  for (let after = ""; ; ) {
    const rows = await register
      .selectFrom("file")
      .select(["key", "path"])
      .where("key", ">", after)
      .where((e) => isSo(e, which))
      .orderBy("key")
      .limit(PAGE)
      .execute();
    if (rows.length === 0) return;
    yield rows.map(({ path }) => path);
    after = rows.at(-1)?.key ?? after;
  }
}

/** A file with the images that need it. */
export interface FileWithImages extends RegisteredFile {
  readonly images: readonly RegisteredImage[];
}

/** All files that are so, with their images; a page at a time. */
export async function* filesThatAre(register: Register, which: Progress): AsyncGenerator<FileWithImages[]> {
  for (let after = ""; ; ) {
    const rows = await register
      .selectFrom("file")
      .selectAll()
      .where("key", ">", after)
      .where((e) => isSo(e, which))
      .orderBy("key")
      .limit(PAGE)
      .execute();
    if (rows.length === 0) return;
    const keys = rows.map(({ key }) => key);
    const images = await imagesOfFiles(register, keys);
    yield rows.map((row) => ({ ...registeredFile(row), images: images.get(row.key) ?? [] }));
    after = keys.at(-1) ?? after;
  }
}

function isSo(e: ExpressionBuilder<Tables, "file">, which: Progress): Expression<SqlBool> {
  if (which === "archived") return e("step", "in", ARCHIVED);
  return e.and([
    e("step", "not in", [...ARCHIVED, "restored"]),
    e("condition", "in", ["ok", "failed"]),
    e("job_id", "in", e.selectFrom("job").select("id").where("kind", "=", "archive").where("ended_at", "is", null)),
  ]);
}
