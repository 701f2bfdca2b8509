import { createHash, type Hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { ACCEPTED, type Algorithm, type Digests, type RecordedDigest } from "../domain/files.js";

/** Several digests in one pass over the same bytes. */
export class Hasher {
  private readonly running: readonly Running[];

  constructor(private readonly algorithms: readonly Algorithm[]) {
    this.running = algorithms.map(begin);
  }

  update(bytes: Uint8Array): void {
    for (const digest of this.running) digest.update(bytes);
  }

  digests(): Digests {
    return Object.fromEntries(this.algorithms.map((algorithm, i) => [algorithm, this.running[i]?.hex() ?? ""]));
  }
}

interface Running {
  update(bytes: Uint8Array): void;
  hex(): string;
}

function begin(algorithm: Algorithm): Running {
  switch (algorithm) {
    case "sha256":
    case "sha1":
    case "md5":
      return new ByOpenssl(createHash(algorithm));
    case "crc32":
      return new Crc32();
    case "adler32":
      return new Adler32();
  }
}

class ByOpenssl implements Running {
  constructor(private readonly hash: Hash) {}

  update(bytes: Uint8Array): void {
    this.hash.update(bytes);
  }

  hex(): string {
    return this.hash.digest("hex");
  }
}

class Crc32 implements Running {
  private value = 0;

  update(bytes: Uint8Array): void {
    this.value = crc32(bytes, this.value);
  }

  hex(): string {
    return this.value.toString(16).padStart(8, "0");
  }
}

/** RFC 1950. Sums are reduced as seldom as 32 bits allow. */
class Adler32 implements Running {
  private a = 1;
  private b = 0;

  update(bytes: Uint8Array): void {
    let { a, b } = this;
    for (let i = 0; i < bytes.length; ) {
      const end = Math.min(i + 3_800, bytes.length);
      for (; i < end; i++) {
        a += bytes[i] as number;
        b += a;
      }
      a %= 65_521;
      b %= 65_521;
    }
    this.a = a;
    this.b = b;
  }

  hex(): string {
    return (((this.b << 16) | this.a) >>> 0).toString(16).padStart(8, "0");
  }
}

/** OMERO's names of checksum algorithms (and ours for what was accepted) that are computed here; File-Size-64 is no digest, Murmur3 is not computed. */
const RECORDED: Readonly<Record<string, Algorithm>> = {
  "SHA1-160": "sha1",
  "MD5-128": "md5",
  "CRC-32": "crc32",
  "Adler-32": "adler32",
  [ACCEPTED]: "sha256",
};

/** The algorithm of OMERO's word on a file, if it is one by which bytes can be told apart. */
export function recordedAlgorithm(recorded: RecordedDigest | undefined): Algorithm | undefined {
  return recorded && RECORDED[recorded.algorithm];
}

/** Whether bytes are what OMERO recorded; undefined where its word tells nothing. */
export function matchesRecorded(digests: Digests, recorded: RecordedDigest | undefined): boolean | undefined {
  const algorithm = recordedAlgorithm(recorded);
  if (!recorded || !algorithm) return undefined;
  const found = digests[algorithm];
  if (found === undefined) return undefined;
  const said = recorded.digest.toLowerCase();
  // Sums of 32 bits are written in either order of their bytes.
  return said === found || (found.length === 8 && said === swapped(found));
}

function swapped(hex: string): string {
  return (hex.match(/../g) ?? []).reverse().join("");
}
