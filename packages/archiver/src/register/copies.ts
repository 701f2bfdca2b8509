import { type FileKey, fileKeyText } from "../domain/files.js";
import type { StoreId } from "../domain/ids.js";
import { chunks } from "./chunks.js";
import type { Register } from "./register.js";

/** Where the copies of files are in a store, by file key (`managed:12`); relative to its root. */
export async function copyPaths(
  register: Register,
  store: StoreId,
  keys: readonly FileKey[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const chunk of chunks(keys.map(fileKeyText))) {
    const rows = await register
      .selectFrom("copy")
      .select(["file", "path"])
      .where("store_id", "=", store)
      .where("file", "in", chunk)
      .execute();
    for (const { file, path } of rows) found.set(file, path);
  }
  return found;
}

/** Whose copies are at these paths of a store: file keys by path. */
export async function ownersOfPaths(
  register: Register,
  store: StoreId,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const chunk of chunks(paths)) {
    const rows = await register
      .selectFrom("copy")
      .select(["path", "file"])
      .where("store_id", "=", store)
      .where("path", "in", chunk)
      .execute();
    for (const { path, file } of rows) found.set(path, file);
  }
  return found;
}
