import { sql } from "kysely";
import { fileKeyText } from "../domain/files.js";
import { chunks } from "./chunks.js";
import { type RegisteredFile, registeredFile } from "./files.js";
import { imagesOfFiles, type RegisteredImage } from "./images.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

/** A file whose record on the disk is behind, with the images that need it. */
export interface UnrecordedFile extends RegisteredFile {
  /** When it was archived, or came back; ms since 1970. */
  readonly endedAt?: number;
  readonly images: readonly RegisteredImage[];
}

/** Files whose records are behind, by key: the outbox of every file that was archived or came back. */
export async function unrecordedFiles(
  register: Register,
  { after, limit }: { after: string; limit: number },
): Promise<UnrecordedFile[]> {
  const rows = await register
    .selectFrom("file")
    .selectAll()
    .where(sql<boolean>`unrecorded = 1`)
    .where("key", ">", after)
    .orderBy("key")
    .limit(limit)
    .execute();
  const images = await imagesOfFiles(
    register,
    rows.map(({ key }) => key),
  );
  return rows.map((row) => ({
    ...registeredFile(row),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    images: images.get(row.key) ?? [],
  }));
}

/** Records are written. That of a file whose step has changed since stays in the outbox. */
export async function markRecorded(
  register: Register,
  files: readonly Pick<RegisteredFile, "key" | "step">[],
): Promise<void> {
  await writing(register, async (db) => {
    for (const step of new Set(files.map((file) => file.step)))
      for (const chunk of chunks(files.filter((file) => file.step === step).map(({ key }) => fileKeyText(key))))
        await db
          .updateTable("file")
          .set({ unrecorded: 0 })
          .where("step", "=", step)
          .where("key", "in", chunk)
          .execute();
  });
}
