import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { FileBytes } from "./file-bytes.js";

const CHUNK = 1 << 20;

/** The checksum of a file by one of OMERO's algorithms, in hex; undefined for those that are not known here (Murmur, Adler). */
export function checksum(algorithm: string, file: FileBytes): string | undefined {
  const size = file.exists() ? file.size() : 0;
  switch (algorithm) {
    case "SHA1-160":
      return digest("sha1", file, size);
    case "MD5-128":
      return digest("md5", file, size);
    case "CRC-32":
      return crc(file, size).toString(16).padStart(8, "0");
    case "File-Size-64":
      return size.toString(16).padStart(16, "0");
    default:
      return undefined;
  }
}

function digest(name: string, file: FileBytes, size: number): string {
  const hash = createHash(name);
  for (const chunk of chunks(file, size)) hash.update(chunk);
  return hash.digest("hex");
}

function crc(file: FileBytes, size: number): number {
  let value = 0;
  for (const chunk of chunks(file, size)) value = crc32(chunk, value);
  return value;
}

function* chunks(file: FileBytes, size: number): Generator<Buffer> {
  for (let at = 0; at < size; at += CHUNK) yield file.read(at, Math.min(CHUNK, size - at));
}
