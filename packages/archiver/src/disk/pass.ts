import { fstatSync, ftruncateSync, read, readSync, write, writeSync } from "node:fs";
import { alignedBlocks, BLOCK, padded, SECTOR } from "./blocks.js";
import type { Hasher } from "./digests.js";
import type { Signals } from "./signals.js";

/** A file opened for one pass over it. */
export interface End {
  readonly fd: number;
  /** Opened with O_DIRECT: whole sectors only. */
  readonly direct: boolean;
}

/** A system call took fewer bytes than a file system may take without an error. */
export class ShortTransfer extends Error {
  override readonly name = "ShortTransfer";
}

let ring: readonly [Buffer, Buffer, Buffer] | undefined;

/**
 * Reads a file once, from its start to the size it has now; every byte is hashed, and written to the target if there is one.
 * Reading, hashing and writing of neighbouring blocks go on at the same time. What is hashed is the memory that is written.
 * @returns the bytes read; fewer than the size where the file was cut meanwhile
 */
export async function pass(source: End, target: End | undefined, hasher: Hasher, signals: Signals): Promise<number> {
  ring ??= alignedBlocks(3) as [Buffer, Buffer, Buffer];
  const size = Number(fstatSync(source.fd, { bigint: true }).size);
  return size <= BLOCK
    ? small(source, target, size, hasher, signals, ring[0])
    : large(source, target, size, hasher, signals, ring);
}

/** One block, without waiting: to change threads would take longer than the work. */
function small(
  source: End,
  target: End | undefined,
  size: number,
  hasher: Hasher,
  signals: Signals,
  block: Buffer,
): number {
  signals.check();
  let length = 0;
  while (length < size) {
    const got = readSync(source.fd, block, length, asked(source, size - length), length);
    if (got === 0) break;
    length = Math.min(size, length + got);
  }
  hasher.update(block.subarray(0, length));
  if (target) {
    const whole = readied(target, block, length);
    for (let done = 0; done < whole; )
      done = advanced(target, done, writeSync(target.fd, block, done, whole - done, done));
    if (whole > length) ftruncateSync(target.fd, length);
  }
  signals.pass(length);
  return length;
}

async function large(
  source: End,
  target: End | undefined,
  size: number,
  hasher: Hasher,
  signals: Signals,
  blocks: readonly Buffer[],
): Promise<number> {
  let total = 0;
  let next = handled(fill(source, blocks[0] as Buffer, 0, size));
  let writing = handled(Promise.resolve());
  try {
    for (let i = 0; total < size; i++) {
      signals.check();
      const block = blocks[i % blocks.length] as Buffer;
      const length = await next;
      next = handled(fill(source, blocks[(i + 1) % blocks.length] as Buffer, total + length, size));
      const before = writing;
      if (target) writing = handled(drain(target, block, length, total));
      hasher.update(block.subarray(0, length));
      await before;
      total += length;
      signals.pass(length);
      if (length < BLOCK) break;
    }
    await writing;
  } finally {
    // Nobody may use the blocks again while a system call still does.
    await Promise.allSettled([next, writing]);
  }
  return total;
}

/** Marks a promise as looked after: its failure is met where it is awaited. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Fills a block from the file, up to the size; fewer bytes: the file ends there. */
async function fill(source: End, block: Buffer, position: number, size: number): Promise<number> {
  const wanted = Math.min(BLOCK, size - position);
  let length = 0;
  while (length < wanted) {
    const got = await new Promise<number>((resolve, reject) =>
      read(source.fd, block, length, asked(source, wanted - length), position + length, (error, count) =>
        error ? reject(error) : resolve(count),
      ),
    );
    if (got === 0) break;
    length = Math.min(wanted, length + got);
  }
  return length;
}

async function drain(target: End, block: Buffer, length: number, position: number): Promise<void> {
  const whole = readied(target, block, length);
  for (let done = 0; done < whole; ) {
    const count = await new Promise<number>((resolve, reject) =>
      write(target.fd, block, done, whole - done, position + done, (error, count) =>
        error ? reject(error) : resolve(count),
      ),
    );
    done = advanced(target, done, count);
  }
  if (whole > length) ftruncateSync(target.fd, position + length);
}

function asked({ direct }: End, length: number): number {
  return direct ? padded(length) : length;
}

/** The bytes to be written: direct I/O writes a last sector whole, which is then cut off. */
function readied({ direct }: End, block: Buffer, length: number): number {
  const whole = direct ? padded(length) : length;
  block.fill(0, length, whole);
  return whole;
}

/** Where to go on after a write, which may have taken less than all; direct I/O goes on at a sector. */
function advanced({ direct }: End, done: number, count: number): number {
  const reached = done + count;
  const next = direct ? reached - (reached % SECTOR) : reached;
  if (next > done) return next;
  throw new ShortTransfer(`the file system took ${count} bytes of a block, and gave no error`);
}
