/** Node has it, its types do not. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

/** Bytes read or written at once. Large enough that a disk streams, small enough that three fit into a thread's memory. */
export const BLOCK = 8 << 20;

/** Direct I/O wants buffers, lengths and offsets that are multiples of the disk's sector. */
export const SECTOR = 4_096;

const PAGE = 1 << 16;

/**
 * Blocks of memory that direct I/O accepts: it starts at a page, as only a WebAssembly.Memory does in JavaScript. One set a
 * thread, used again and again: memory does not grow with the files.
 */
export function alignedBlocks(count: number): Buffer[] {
  const { buffer } = new WebAssembly.Memory({ initial: (count * BLOCK) / PAGE, maximum: (count * BLOCK) / PAGE });
  return Array.from({ length: count }, (_, i) => Buffer.from(buffer, i * BLOCK, BLOCK));
}

/** A length that direct I/O takes for at least this many bytes. */
export function padded(length: number): number {
  return Math.ceil(length / SECTOR) * SECTOR;
}
