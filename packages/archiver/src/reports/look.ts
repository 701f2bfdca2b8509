import { lstat, readlink, stat } from "node:fs/promises";
import { isCode } from "../disk/errors.js";

/** What is at a path. Sizes in bytes; of a link: what it leads to, and that one's size unless it leads nowhere. */
export type Seen =
  | { readonly is: "file" | "folder"; readonly size: number; readonly modified: Date }
  | { readonly is: "link"; readonly target: string; readonly size?: number; readonly modified?: Date }
  | { readonly is: "missing" }
  | { readonly is: "other" }
  | { readonly is: "unseen"; readonly cause: string };

/** Looks, and changes nothing. What can't be looked at is no reason to end a report. */
export async function lookAt(path: string): Promise<Seen> {
  try {
    const stats = await lstat(path);
    const { size, mtime: modified } = stats;
    if (stats.isFile()) return { is: "file", size, modified };
    if (stats.isDirectory()) return { is: "folder", size, modified };
    if (!stats.isSymbolicLink()) return { is: "other" };
    const target = await readlink(path);
    const behind = await stat(path).catch((error) => {
      if (isCode(error, "ENOENT", "ENOTDIR", "ELOOP")) return undefined;
      throw error;
    });
    return { is: "link", target, ...(behind ? { size: behind.size, modified: behind.mtime } : {}) };
  } catch (error) {
    if (isCode(error, "ENOENT", "ENOTDIR", "ENAMETOOLONG")) return { is: "missing" };
    return { is: "unseen", cause: (error as Error).message };
  }
}

/** For people: `file`, `link to /archive/…`, `missing`. */
export function seenText(seen: Seen): string {
  switch (seen.is) {
    case "link":
      return `link to ${seen.target}${seen.size === undefined ? ", which leads nowhere" : ""}`;
    case "unseen":
      return `can't be looked at: ${seen.cause}`;
    default:
      return seen.is;
  }
}
