import { MarshalError } from "../errors.js";
import type { Identity, Long } from "../values.js";

/** Writes Ice's basic types into a buffer that grows. (Ice manual, "Data Encoding") */
export class ByteWriter {
  position = 0;
  private bytes: Buffer;

  constructor(capacity = 256) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** What has been written; the writer is not to be used afterwards. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.position);
  }

  byte(value: number): void {
    const at = this.grow(1);
    this.bytes[at] = value;
  }

  bool(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  short(value: number): void {
    const at = this.grow(2);
    this.bytes.writeInt16LE(inRange(value, -32_768, 32_767), at);
  }

  int(value: number): void {
    const at = this.grow(4);
    this.bytes.writeInt32LE(inRange(value, -2_147_483_648, 2_147_483_647), at);
  }

  long(value: Long): void {
    const at = this.grow(8);
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) throw new MarshalError(`${value} is no exact 64-bit integer`);
      const low = value >>> 0;
      this.bytes.writeUInt32LE(low, at);
      this.bytes.writeInt32LE((value - low) / 4_294_967_296, at + 4);
    } else {
      if (BigInt.asIntN(64, value) !== value) throw new MarshalError(`${value} is beyond 64 bits`);
      this.bytes.writeBigInt64LE(value, at);
    }
  }

  float(value: number): void {
    const at = this.grow(4);
    this.bytes.writeFloatLE(value, at);
  }

  double(value: number): void {
    const at = this.grow(8);
    this.bytes.writeDoubleLE(value, at);
  }

  size(value: number): void {
    if (value < 255) {
      this.byte(value);
    } else {
      this.byte(255);
      this.int(value);
    }
  }

  string(value: string): void {
    if (value.length < 64) {
      const sized = this.position;
      const at = this.grow(value.length + 1) + 1;
      let i = 0;
      for (; i < value.length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        this.bytes[at + i] = code;
      }
      if (i === value.length) {
        this.bytes[sized] = value.length;
        return;
      }
      this.position = sized;
    }
    const length = Buffer.byteLength(value);
    this.size(length);
    const at = this.grow(length);
    this.bytes.write(value, at, "utf8");
  }

  raw(value: Uint8Array): void {
    const at = this.grow(value.length);
    this.bytes.set(value, at);
  }

  identity(identity: Identity): void {
    this.string(identity.name);
    this.string(identity.category);
  }

  facet(facet: string): void {
    if (facet === "") {
      this.size(0);
    } else {
      this.size(1);
      this.string(facet);
    }
  }

  /** Keeps four bytes free for a size that is known later. */
  reserveInt(): number {
    return this.grow(4);
  }

  /** Puts an int where `reserveInt` kept room. */
  patchInt(at: number, value: number): void {
    this.bytes.writeInt32LE(value, at);
  }

  /** Overwrites a byte that was written before. */
  patchByte(at: number, value: number): void {
    this.bytes[at] = value;
  }

  private grow(length: number): number {
    const at = this.position;
    const wanted = at + length;
    if (wanted > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    this.position = wanted;
    return at;
  }
}

function inRange(value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new MarshalError(`${value} is no integer from ${least} to ${most}`);
  }
  return value;
}
