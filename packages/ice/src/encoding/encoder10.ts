import type { ByteWriter } from "../bytes/writer.js";
import { MarshalError, type SliceException } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import type { Slice, Type } from "../schema/types.js";
import type { SliceObject } from "../values.js";
import { Encoder } from "./encoder.js";

/** Encoding 1.0: a place holds an instance's number, negated; the instances follow after all else, in rounds. */
export class Encoder10 extends Encoder {
  private readonly numbers = new Map<SliceObject, number>();
  private readonly typeIds = new Map<string, number>();
  private waiting: SliceObject[] = [];

  constructor(schema: Schema, output: ByteWriter) {
    super(schema, output, "1.0");
  }

  protected override instance(instance: SliceObject | null): void {
    if (instance === null) {
      this.output.int(0);
      return;
    }
    let number = this.numbers.get(instance);
    if (number === undefined) {
      number = this.numbers.size + 1;
      this.numbers.set(instance, number);
      this.waiting.push(instance);
    }
    this.output.int(-number);
  }

  override finish(classes: boolean): void {
    if (!classes) return;
    while (this.waiting.length > 0) {
      const round = this.waiting;
      this.waiting = [];
      this.output.size(round.length);
      for (const instance of round) this.inRound(instance);
    }
    this.output.size(0);
  }

  exception(exception: SliceException, holdsClasses: (type: Type) => boolean): void {
    const known = this.schema.exception(exception.$type);
    if (!known) throw new MarshalError(`no table knows the exception ${exception.$type}`);
    const classes = known.slices.some((slice) => slice.members.some((member) => holdsClasses(member.type)));
    this.output.bool(classes);
    for (const slice of known.slices) {
      this.output.string(slice.typeId);
      const sizeAt = this.output.reserveInt();
      this.members(exception.members, slice.members);
      this.sized(sizeAt);
    }
    this.finish(classes);
  }

  private inRound(instance: SliceObject): void {
    this.output.int(this.numbers.get(instance) as number);
    const { slices } = this.classOf(instance, "::Ice::Object");
    for (let i = 0; i < slices.length; i++) {
      const slice = slices[i] as Slice;
      this.typeId(slice.typeId);
      const sizeAt = this.output.reserveInt();
      this.members(instance, slice.members);
      this.sized(sizeAt);
    }
    if (instance.$type === "::Ice::Object") return;
    this.typeId("::Ice::Object");
    const sizeAt = this.output.reserveInt();
    this.output.size(0);
    this.sized(sizeAt);
  }

  private typeId(typeId: string): void {
    const index = this.typeIds.get(typeId);
    this.output.bool(index !== undefined);
    if (index !== undefined) {
      this.output.size(index);
    } else {
      this.typeIds.set(typeId, this.typeIds.size + 1);
      this.output.string(typeId);
    }
  }

  private sized(at: number): void {
    this.output.patchInt(at, this.output.position - at);
  }
}
