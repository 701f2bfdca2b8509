import type { ByteReader } from "../bytes/reader.js";
import { MarshalError, SliceException } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import type { Slice, Sliced } from "../schema/types.js";
import { Decoder, type Holder } from "./decoder.js";

/**
 * Encoding 1.0: a place holds an instance's number, negated; the instances themselves follow after all else, in rounds,
 * in any order. Every slice has a size, so unknown ones are cut off.
 */
export class Decoder10 extends Decoder {
  /** Places that wait for an instance, as columns: a reply may have a million of them. */
  private readonly places = {
    holders: [] as Holder[],
    keys: [] as (string | number)[],
    bases: [] as string[],
    numbers: [] as number[],
  };
  private readonly instances: (Holder | undefined)[] = [];
  private readonly typeIds: string[] = [];
  private readonly classes: (Sliced | undefined)[] = [];

  constructor(schema: Schema, input: ByteReader) {
    super(schema, input, "1.0");
  }

  protected override instance(holder: Holder, key: string | number, base: string): void {
    const number = this.input.int();
    if (number === 0) holder[key] = null;
    else if (number < 0) {
      const { holders, keys, bases, numbers } = this.places;
      holders.push(holder);
      keys.push(key);
      bases.push(base);
      numbers.push(-number);
    } else throw new MarshalError(`an instance number of ${number} in a place`);
  }

  override finish(classes: boolean): void {
    if (!classes) return;
    for (let count = this.input.count(4); count > 0; count = this.input.count(4)) {
      for (; count > 0; count--) this.inRound();
    }
    const { holders, keys, bases, numbers } = this.places;
    for (let i = 0; i < holders.length; i++) {
      const number = numbers[i] as number;
      const instance = this.instances[number];
      if (!instance) throw new MarshalError(`instance ${number} is referred to and never comes`);
      const base = bases[i] as string;
      if (!this.schema.isA(instance.$type as string, base)) {
        throw new MarshalError(`a ${String(instance.$type)} where a ${base} belongs`);
      }
      (holders[i] as Holder)[keys[i] as string] = instance;
    }
  }

  exception(): SliceException {
    const classes = this.input.bool();
    const first = this.input.string();
    for (let typeId = first; ; typeId = this.input.string()) {
      const end = this.sliceEnd();
      const known = this.schema.exception(typeId);
      if (!known) {
        this.input.position = end;
        // The last slice is that of the base without a base: none follows it.
        if (this.input.remaining === 0) throw new MarshalError(`an exception of the unknown type ${first}`);
        continue;
      }
      const { $type: _, ...members } = known.template;
      this.slices(members, known, end, () => this.input.string());
      this.finish(classes);
      return new SliceException(known.typeId, members);
    }
  }

  private inRound(): void {
    const number = this.input.int();
    // Numbers count up from 1: one beyond the bytes that came would only cost memory.
    if (number <= 0 || number > this.input.end || this.instances[number])
      throw new MarshalError(`an instance with the number ${number}`);
    let known = this.typeId()[1];
    let end = this.sliceEnd();
    while (!known) {
      this.input.position = end;
      known = this.typeId()[1];
      end = this.sliceEnd();
    }
    const instance: Holder = { ...known.template };
    this.instances[number] = instance;
    this.slices(instance, known, end, () => this.typeId()[0]);
    this.objectSlice(known);
  }

  /** Reads the slices of a known type; the first one's type id and size have been read. */
  private slices(holder: Holder, known: Sliced, firstEnd: number, typeId: () => string): void {
    let end = firstEnd;
    for (let i = 0; i < known.slices.length; i++) {
      const slice = known.slices[i] as Slice;
      if (i > 0) {
        const id = typeId();
        if (id !== slice.typeId) throw new MarshalError(`a slice of ${id} where one of ${slice.typeId} belongs`);
        end = this.sliceEnd();
      }
      if (slice.typeId === "::Ice::Object") this.input.size();
      this.members(holder, slice.members);
      if (this.input.position !== end)
        throw new MarshalError(`a slice of ${slice.typeId} has another size than it says`);
    }
  }

  /** Every instance ends with a slice of ::Ice::Object that holds an empty table of facets. */
  private objectSlice(known: Sliced): void {
    if (known.typeId === "::Ice::Object") return;
    this.typeId();
    this.input.position = this.sliceEnd();
  }

  private sliceEnd(): number {
    const start = this.input.position;
    const size = this.input.int();
    if (size < 4 || start + size > this.input.end) throw new MarshalError(`a slice of ${size} bytes at byte ${start}`);
    return start + size;
  }

  private typeId(): [string, Sliced | undefined] {
    if (this.input.bool()) {
      const index = this.input.size() - 1;
      const typeId = this.typeIds[index];
      if (typeId === undefined) throw new MarshalError(`type id number ${index + 1} of ${this.typeIds.length}`);
      return [typeId, this.classes[index]];
    }
    const typeId = this.input.string();
    const known = this.schema.valueClass(typeId);
    this.typeIds.push(typeId);
    this.classes.push(known);
    return [typeId, known];
  }
}
