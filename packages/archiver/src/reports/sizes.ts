import { lstat, opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isCode } from "../disk/errors.js";

/** What lies at a path, or below it. */
export interface Size {
  readonly path: string;
  readonly folder: boolean;
  readonly files: number;
  /** Of the files themselves; one with several names counts once. */
  readonly bytes: number;
}

/**
 * Sums sizes, over any number of paths. Of a link that is named counts what it leads to, as archived files are links; those within
 * folders are not followed.
 */
export class Sizes {
  /** Files with several names that have counted already, by device and inode. */
  private readonly counted = new Set<string>();

  private files = 0;
  private bytes = 0;

  /** @param trouble is told what can't be looked at, or is not there */
  constructor(private readonly trouble: (path: string, cause: string) => void) {}

  /** Of all paths until now. */
  get total(): Pick<Size, "files" | "bytes"> {
    return { files: this.files, bytes: this.bytes };
  }

  /** What is at a path: of a folder first its folders, down to `depth` levels. */
  async *of(path: string, depth: number): AsyncGenerator<Size> {
    const size = yield* this.below(path, depth, stat);
    this.files += size?.files ?? 0;
    this.bytes += size?.bytes ?? 0;
    if (size && !size.folder) yield size;
  }

  /** Gives the sum, and on the way the folders' own. */
  private async *below(path: string, depth: number, look: typeof stat): AsyncGenerator<Size, Size | undefined> {
    const stats = await look(path, { bigint: true }).catch((error: unknown) => {
      this.trouble(path, isCode(error, "ENOENT", "ENOTDIR", "ELOOP") ? "it is not there" : (error as Error).message);
      return undefined;
    });
    if (!stats) return undefined;
    if (!stats.isDirectory()) {
      const counts = stats.isFile() && (stats.nlink === 1n || this.isNew(`${stats.dev} ${stats.ino}`));
      return { path, folder: false, files: counts ? 1 : 0, bytes: counts ? Number(stats.size) : 0 };
    }
    let [files, bytes] = [0, 0];
    try {
      for await (const { name } of await opendir(path)) {
        const size = yield* this.below(join(path, name), depth - 1, lstat);
        files += size?.files ?? 0;
        bytes += size?.bytes ?? 0;
      }
    } catch (error) {
      this.trouble(path, (error as Error).message);
    }
    const own = { path, folder: true, files, bytes };
    if (depth >= 0) yield own;
    return own;
  }

  private isNew(file: string): boolean {
    if (this.counted.has(file)) return false;
    this.counted.add(file);
    return true;
  }
}
