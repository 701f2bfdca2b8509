import { lstat } from "node:fs/promises";
import type { Places } from "../config/configuration.js";
import type { ImageId } from "../domain/ids.js";
import type { DraftFile } from "../domain/jobs.js";
import type { ClosureFile, ClosureImage, Component } from "./closure.js";
import { managedPath, originalPath, pixelsPath, pyramidPath, UnsafePath } from "./paths.js";

/** The physical files of a component: what the database names, and what of Pixels is on the disk. */
export async function draftFiles(places: Places, component: Component): Promise<DraftFile[]> {
  const files: DraftFile[] = [];
  for (const file of component.files) files.push(await databaseFile(places, file));
  for (const image of component.images) files.push(...(await pixelsFiles(places, image)));
  return files;
}

async function databaseFile(places: Places, file: ClosureFile): Promise<DraftFile> {
  const key = { kind: file.kind, id: file.id };
  const recorded =
    file.algorithm && file.digest ? { recorded: { algorithm: file.algorithm, digest: file.digest } } : {};
  try {
    const path = file.kind === "managed" ? managedPath(places, file.path, file.name) : originalPath(places, file.id);
    return { key, path, ...(await look(path)), ...recorded, images: file.images };
  } catch (error) {
    if (!(error instanceof UnsafePath)) throw error;
    return { key, path: "", size: 0, condition: { is: "ignored", reason: error.message }, images: file.images };
  }
}

/** Pixels and pyramid files are there or not; the database does not say. */
async function pixelsFiles(places: Places, image: ClosureImage): Promise<DraftFile[]> {
  const files: DraftFile[] = [];
  for (const id of image.pixels) {
    for (const [kind, path] of [
      ["pixels", pixelsPath(places, id)],
      ["pyramid", pyramidPath(places, id)],
    ] as const) {
      const found = await look(path);
      if (found.condition.is !== "missing")
        files.push({ key: { kind, id }, path, ...found, images: [image.id as ImageId] });
    }
  }
  return files;
}

async function look(path: string): Promise<Pick<DraftFile, "size" | "condition">> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink())
      return {
        size: 0,
        condition: { is: "ignored", reason: "a symbolic link: imported in place, or archived already" },
      };
    if (!stats.isFile()) return { size: 0, condition: { is: "ignored", reason: "not a regular file" } };
    if (stats.nlink > 1) {
      return {
        size: stats.size,
        condition: {
          is: "ignored",
          reason: "has another hard link (imported in place?): archiving it would free nothing",
        },
      };
    }
    return { size: stats.size, condition: { is: "ok" } };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { size: 0, condition: { is: "missing" } };
    throw error;
  }
}
