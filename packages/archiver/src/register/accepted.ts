import { type FileKey, fileKeyText } from "../domain/files.js";
import { note } from "./audit.js";
import { fileByKey, type RegisteredFile, registeredFile } from "./files.js";
import type { Register } from "./register.js";
import { writing } from "./transaction.js";

/** The file of a path, as the register knows it. @param name a file key such as `managed:12`, or a path */
export async function fileNamed(register: Register, name: string): Promise<RegisteredFile | undefined> {
  const [, kind, id] = /^(managed|original|pixels|pyramid):(\d+)$/.exec(name) ?? [];
  if (kind) return fileByKey(register, { kind: kind as FileKey["kind"], id: Number(id) });
  const row = await register.selectFrom("file").selectAll().where("path", "=", name).executeTakeFirst();
  return row && registeredFile(row);
}

/** From now on a file has to have this digest, whatever OMERO recorded. */
export async function accept(
  register: Register,
  key: FileKey,
  sha256: string,
  { who, why }: { who: string; why: string },
): Promise<void> {
  await writing(register, async (db) => {
    await db.updateTable("file").set({ accepted_sha256: sha256 }).where("key", "=", fileKeyText(key)).execute();
    await note(db, { who, what: "digest accepted", subject: `file ${fileKeyText(key)}`, why });
  });
}
