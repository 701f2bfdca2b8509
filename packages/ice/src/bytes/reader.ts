import { MarshalError } from "../errors.js";
import type { Identity, Long } from "../values.js";

const HIGHEST_SAFE_HIGH = 0x1f_ffff;
const LOWEST_SAFE_HIGH = -0x20_0000;

/** Reads Ice's basic types from a buffer, never beyond its end. (Ice manual, "Data Encoding") */
export class ByteReader {
  position = 0;
  private readonly view: DataView;

  constructor(
    readonly bytes: Buffer,
    public end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get remaining(): number {
    return this.end - this.position;
  }

  byte(): number {
    const at = this.take(1);
    return this.bytes[at] as number;
  }

  bool(): boolean {
    return this.byte() !== 0;
  }

  short(): number {
    return this.view.getInt16(this.take(2), true);
  }

  int(): number {
    return this.view.getInt32(this.take(4), true);
  }

  long(): Long {
    const at = this.take(8);
    const low = this.view.getUint32(at, true);
    const high = this.view.getInt32(at + 4, true);
    if (high >= LOWEST_SAFE_HIGH && high <= HIGHEST_SAFE_HIGH) {
      const value = high * 4_294_967_296 + low;
      if (value >= Number.MIN_SAFE_INTEGER) return value;
    }
    return this.view.getBigInt64(at, true);
  }

  float(): number {
    return this.view.getFloat32(this.take(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** A size: one byte, or 255 and four bytes. */
  size(): number {
    const first = this.byte();
    if (first !== 255) return first;
    const size = this.int();
    if (size < 0) throw new MarshalError(`a size of ${size} at byte ${this.position - 4}`);
    return size;
  }

  /** The size of a sequence whose elements take at least `least` bytes each: one that can't fit is refused at once. */
  count(least: number): number {
    const count = this.size();
    if (count * least > this.remaining) {
      throw new MarshalError(`a sequence of ${count} elements where ${this.remaining} bytes are left`);
    }
    return count;
  }

  string(): string {
    const length = this.size();
    const start = this.take(length);
    if (length < 24) {
      let text = "";
      let i = start;
      for (const stop = start + length; i < stop; i++) {
        const code = this.bytes[i] as number;
        if (code > 127) break;
        text += String.fromCharCode(code);
      }
      if (i === start + length) return text;
    }
    return this.bytes.toString("utf8", start, start + length);
  }

  /** A copy, so that a small value does not keep the whole message in memory. */
  blob(length: number): Buffer {
    const start = this.take(length);
    return Buffer.from(this.bytes.subarray(start, start + length));
  }

  skip(length: number): void {
    this.take(length);
  }

  identity(): Identity {
    const name = this.string();
    return { name, category: this.string() };
  }

  /** A facet path is a sequence of at most one string. */
  facet(): string {
    const count = this.size();
    if (count > 1) throw new MarshalError(`a facet path of ${count} elements`);
    return count === 0 ? "" : this.string();
  }

  private take(length: number): number {
    const at = this.position;
    if (length < 0 || at + length > this.end) {
      throw new MarshalError(`${length} bytes wanted at byte ${at}, ${this.end - at} are left`);
    }
    this.position = at + length;
    return at;
  }
}
