import type { ByteWriter } from "../bytes/writer.js";
import { MarshalError, type SliceException } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import type { Slice } from "../schema/types.js";
import type { SliceObject } from "../values.js";
import { Encoder } from "./encoder.js";
import {
  DEEPEST,
  HAS_INDIRECTION_TABLE,
  HAS_SLICE_SIZE,
  IS_LAST_SLICE,
  TYPE_ID_INDEX,
  TYPE_ID_STRING,
} from "./flags.js";

/** compact: slices have no size, so a receiver must know the class; sliced: it may cut off what it does not know. */
export type Format = "compact" | "sliced";

/** Encoding 1.1: an instance is written where it is first met, and by its number (from 2) after that. */
export class Encoder11 extends Encoder {
  private readonly numbers = new Map<SliceObject, number>();
  private readonly typeIds = new Map<string, number>();
  /** The instances of the slice being written, in the sliced format. */
  private indirect: SliceObject[] | undefined;
  private depth = 0;

  constructor(
    schema: Schema,
    output: ByteWriter,
    private readonly format: Format,
  ) {
    super(schema, output, "1.1");
  }

  protected override instance(instance: SliceObject | null): void {
    if (instance === null) {
      this.output.size(0);
    } else if (this.indirect) {
      let entry = this.indirect.indexOf(instance);
      if (entry < 0) entry = this.indirect.push(instance) - 1;
      this.output.size(entry + 1);
    } else {
      this.numbered(instance);
    }
  }

  override finish(): void {}

  exception(exception: SliceException): void {
    const known = this.schema.exception(exception.$type);
    if (!known) throw new MarshalError(`no table knows the exception ${exception.$type}`);
    for (let i = 0; i < known.slices.length; i++) {
      const slice = known.slices[i] as Slice;
      const flagsAt = this.output.position;
      const flags = this.flags(i === known.slices.length - 1);
      this.output.byte(flags);
      this.output.string(slice.typeId);
      this.body(exception.members, slice, flagsAt, flags);
    }
  }

  private numbered(instance: SliceObject): void {
    const number = this.numbers.get(instance);
    if (number !== undefined) {
      this.output.size(number);
      return;
    }
    if (++this.depth > DEEPEST) throw new MarshalError(`instances nested more than ${DEEPEST} deep`);
    this.numbers.set(instance, this.numbers.size + 2);
    this.output.size(1);
    const { slices } = this.classOf(instance, "::Ice::Object");
    for (let i = 0; i < slices.length; i++) {
      const slice = slices[i] as Slice;
      const flagsAt = this.output.position;
      let flags = this.flags(i === slices.length - 1);
      if (i === 0 || this.format === "sliced") {
        const index = this.typeIds.get(slice.typeId);
        flags |= index === undefined ? TYPE_ID_STRING : TYPE_ID_INDEX;
        this.output.byte(flags);
        if (index === undefined) {
          this.typeIds.set(slice.typeId, this.typeIds.size + 1);
          this.output.string(slice.typeId);
        } else {
          this.output.size(index);
        }
      } else {
        this.output.byte(flags);
      }
      this.body(instance, slice, flagsAt, flags);
    }
    this.depth--;
  }

  private flags(last: boolean): number {
    return (last ? IS_LAST_SLICE : 0) | (this.format === "sliced" ? HAS_SLICE_SIZE : 0);
  }

  /** The members of one slice; in the sliced format with their size before and the table of their instances behind. */
  private body(values: Readonly<Record<string, unknown>>, slice: Slice, flagsAt: number, flags: number): void {
    const outer = this.indirect;
    if (this.format === "compact") {
      this.members(values, slice.members);
      return;
    }
    const sizeAt = this.output.reserveInt();
    const table: SliceObject[] = [];
    this.indirect = table;
    this.members(values, slice.members);
    this.output.patchInt(sizeAt, this.output.position - sizeAt);
    this.indirect = undefined;
    if (table.length > 0) {
      this.output.patchByte(flagsAt, flags | HAS_INDIRECTION_TABLE);
      this.output.size(table.length);
      for (const entry of table) this.numbered(entry);
    }
    this.indirect = outer;
  }
}
