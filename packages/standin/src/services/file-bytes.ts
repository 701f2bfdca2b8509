import {
  closeSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { SliceException } from "@omero-archiver/ice";
import { serverError } from "../errors.js";

/**
 * The bytes at a path, symbolic links followed, opened anew for each access: what stands behind a link may change between two reads.
 * @throws ResourceError for what the file system refuses.
 */
export class FileBytes {
  constructor(readonly path: string) {}

  /** Whether anything has the name; a link that leads nowhere is a failure, not an absence. */
  exists(): boolean {
    try {
      lstatSync(this.path);
    } catch (error) {
      if (isMissing(error)) return false;
      throw unusable(error);
    }
    return true;
  }

  size(): number {
    return this.#try(() => statSync(this.path).size);
  }

  /** Just so many bytes; what lies beyond the end reads as zeros. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.#open("r", (fd) => {
      for (let done = 0; done < length; ) {
        const count = readSync(fd, bytes, done, length - done, position + done);
        if (count === 0) break;
        done += count;
      }
    });
    return bytes;
  }

  write(bytes: Buffer, position: number): void {
    if (!this.exists()) {
      this.#try(() => mkdirSync(dirname(this.path), { recursive: true }));
      this.#open("wx+", () => undefined);
    }
    this.#open("r+", (fd) => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(fd, bytes, done, bytes.length - done, position + done);
      }
    });
  }

  /** Cuts the file; false where it is not longer than that. */
  truncate(length: number): boolean {
    return this.#open("r+", (fd) => {
      if (fstatSync(fd).size <= length) return false;
      ftruncateSync(fd, length);
      return true;
    });
  }

  #open<T>(flags: string, work: (fd: number) => T): T {
    return this.#try(() => {
      const fd = openSync(this.path, flags);
      try {
        return work(fd);
      } finally {
        closeSync(fd);
      }
    });
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw unusable(error);
    }
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function unusable(error: unknown): SliceException {
  const { message, code } = error as NodeJS.ErrnoException;
  const why = code === "ENOENT" ? "No such file or directory" : code === "EACCES" ? "Permission denied" : message;
  return serverError("ResourceError", `${message} (${why})`);
}
