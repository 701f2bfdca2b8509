import { serverError } from "../errors.js";
import type { FileBytes } from "./file-bytes.js";

/** Bytes of a value, by the name of its PixelsType. */
const WIDTHS: Readonly<Record<string, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float: 4,
  double: 8,
  complex: 8,
  "double-complex": 16,
};

/** Bits of a value; undefined of types that hold more than one number, and of unknown ones. */
export function bitDepthOf(type: string): number | undefined {
  if (type === "bit") return 1;
  const width = type.includes("complex") ? undefined : WIDTHS[type];
  return width === undefined ? undefined : width * 8;
}

/** How long each of the five axes is. */
export interface Sizes {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly c: number;
  readonly t: number;
}

/** Where a row stands: its line in a plane, and the plane's section, channel and time. */
export interface At {
  readonly y?: number;
  readonly z?: number;
  readonly c?: number;
  readonly t?: number;
}

/** Raw planes in one file as OMERO keeps them: values row by row, big-endian; sections, then channels, then times. */
export class Planes {
  readonly width: number;
  readonly row: number;
  readonly plane: number;
  readonly stack: number;
  readonly timepoint: number;
  readonly total: number;

  constructor(
    readonly type: string,
    readonly sizes: Sizes,
    readonly file: FileBytes,
  ) {
    const width = WIDTHS[type];
    if (width === undefined) throw serverError("ResourceError", `This stand-in has no planes of type ${type}`);
    this.width = width;
    this.row = sizes.x * width;
    this.plane = sizes.y * this.row;
    this.stack = sizes.z * this.plane;
    this.timepoint = sizes.c * this.stack;
    this.total = sizes.t * this.timepoint;
  }

  get isSigned(): boolean {
    return !this.type.startsWith("u");
  }

  get isFloat(): boolean {
    return ["float", "double", "complex", "double-complex"].includes(this.type);
  }

  /** @throws ApiUsageException for a place outside of the pixels */
  offset({ y = 0, z = 0, c = 0, t = 0 }: At): number {
    for (const [axis, value] of Object.entries({ y, z, c, t })) {
      this.requireOn(axis as keyof Sizes, value);
    }
    return t * this.timepoint + c * this.stack + z * this.plane + y * this.row;
  }

  requireOn(axis: keyof Sizes, value: number): void {
    const [name, size] = [axis.toUpperCase(), this.sizes[axis]];
    if (value < 0) throw serverError("ApiUsageException", `${name} '${value}' less than 0.`);
    if (value >= size) throw serverError("ApiUsageException", `${name} '${value}' greater than size${name} '${size}'.`);
  }

  read(at: At, length: number): Buffer {
    return this.region(this.offset(at), length);
  }

  region(offset: number, length: number): Buffer {
    this.#requireInside(offset, length);
    return this.file.read(offset, length);
  }

  /** @throws ApiUsageException where the bytes are not as many as they should be */
  write(at: At, bytes: Uint8Array, length: number): void {
    this.writeRegion(this.offset(at), bytes, length);
  }

  writeRegion(offset: number, bytes: Uint8Array, length: number): void {
    this.#requireInside(offset, length);
    if (bytes.length !== length)
      throw serverError("ApiUsageException", `${length} bytes are needed, not ${bytes.length}`);
    this.file.write(Buffer.from(bytes), offset);
  }

  /** Values of one row from `x` on, `count` of them. */
  partOfRow(at: At, x: number, count: number): Buffer {
    if (count === 0) return Buffer.alloc(0);
    this.requireOn("x", x);
    this.requireOn("x", x + count - 1);
    return this.file.read(this.offset(at) + x * this.width, count * this.width);
  }

  #requireInside(offset: number, length: number): void {
    if (offset >= 0 && length >= 0 && offset + length <= this.total) return;
    throw serverError("ApiUsageException", `No ${length} bytes at ${offset}: the pixels have ${this.total}.`);
  }
}
