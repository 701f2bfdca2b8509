import type { ByteReader } from "../bytes/reader.js";
import { MarshalError, SliceException } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import type { Slice, Sliced } from "../schema/types.js";
import { Decoder, type Holder } from "./decoder.js";
import {
  DEEPEST,
  HAS_INDIRECTION_TABLE,
  HAS_OPTIONAL_MEMBERS,
  HAS_SLICE_SIZE,
  IS_LAST_SLICE,
  TYPE_ID_COMPACT,
  TYPE_ID_INDEX,
  TYPE_ID_KIND,
  TYPE_ID_STRING,
} from "./flags.js";

/** A place in a slice that its indirection table will fill. */
interface Indirect {
  readonly holder: Holder;
  readonly key: string | number;
  readonly base: string;
  readonly entry: number;
}

/**
 * Encoding 1.1: an instance stands where it is first met; later places refer to it by number, counted from 2. In the
 * sliced format a slice's instances stand in a table at the slice's end.
 */
export class Decoder11 extends Decoder {
  private readonly instances: Holder[] = [];
  private readonly classes: (Sliced | undefined)[] = [];
  private readonly typeIds: string[] = [];
  /** The places of the slice being read, where it has an indirection table. */
  private indirect: Indirect[] | undefined;
  private depth = 0;
  private typeId = "";

  constructor(schema: Schema, input: ByteReader) {
    super(schema, input, "1.1");
  }

  protected override instance(holder: Holder, key: string | number, base: string): void {
    const index = this.input.size();
    if (this.indirect) {
      if (index === 0) holder[key] = null;
      else this.indirect.push({ holder, key, base, entry: index - 1 });
      return;
    }
    holder[key] = this.checked(this.atIndex(index), base);
  }

  override finish(): void {}

  exception(): SliceException {
    let members: Record<string, unknown> | undefined;
    let known: Sliced | undefined;
    let first: string | undefined;
    for (let flags = 0; !(flags & IS_LAST_SLICE); ) {
      flags = this.input.byte();
      const typeId = this.input.string();
      first ??= typeId;
      const sliceEnd = this.sliceEnd(flags);
      if (!known) {
        known = this.schema.exception(typeId);
        members = known && { ...known.template };
      }
      const slice = known?.slices.find((candidate) => candidate.typeId === typeId);
      this.slice(
        flags,
        sliceEnd,
        slice && members ? () => this.members(members as Holder, slice.members) : undefined,
        typeId,
      );
    }
    if (!known || !members) throw new MarshalError(`an exception of the unknown type ${first}`);
    const { $type: _, ...values } = members;
    return new SliceException(known.typeId, values);
  }

  private atIndex(index: number): Holder | null {
    if (index === 0) return null;
    if (index === 1) return this.inline();
    const known = this.instances[index - 2];
    if (!known) throw new MarshalError(`instance ${index} is referred to before it is there`);
    return known;
  }

  private checked(instance: Holder | null, base: string): Holder | null {
    if (instance && !this.schema.isA(instance.$type as string, base)) {
      throw new MarshalError(`a ${String(instance.$type)} where a ${base} belongs`);
    }
    return instance;
  }

  private inline(): Holder {
    if (++this.depth > DEEPEST) throw new MarshalError(`instances nested more than ${DEEPEST} deep`);
    const number = this.instances.length;
    const outer = this.indirect;
    let flags = this.input.byte();
    let known = this.named(flags);
    let sliceEnd = this.sliceEnd(flags);
    let wanted = true;
    while (!known) {
      // A class of a newer peer: cut off to the nearest base that is known.
      if (sliceEnd === undefined) throw new MarshalError(`an instance of the unknown class ${this.typeId}`);
      this.instances[number] ??= UNKNOWN;
      this.slice(flags, sliceEnd, undefined, this.typeId);
      wanted = (flags & IS_LAST_SLICE) === 0;
      if (wanted) {
        flags = this.input.byte();
        known = this.named(flags);
        sliceEnd = this.sliceEnd(flags);
      } else {
        known = this.schema.valueClass("::Ice::Object") as Sliced;
      }
    }
    const instance: Holder = { ...known.template };
    this.instances[number] = instance;
    const slices = wanted ? known.slices : [];
    for (let i = 0; i < slices.length; i++) {
      if (i > 0) {
        flags = this.input.byte();
        if (flags & TYPE_ID_KIND) this.named(flags);
        sliceEnd = this.sliceEnd(flags);
      }
      const { members } = slices[i] as Slice;
      if (flags & (HAS_INDIRECTION_TABLE | HAS_OPTIONAL_MEMBERS)) {
        this.slice(flags, sliceEnd, () => this.members(instance, members), known.typeId);
      } else {
        this.indirect = undefined;
        this.members(instance, members);
        if (sliceEnd !== undefined && this.input.position !== sliceEnd) wrongSize(known.typeId);
      }
      if (((flags & IS_LAST_SLICE) !== 0) !== (i === slices.length - 1)) {
        throw new MarshalError(`the slices of ${known.typeId} do not end where the class does`);
      }
    }
    this.indirect = outer;
    this.depth--;
    return instance;
  }

  /** Reads (or, without `read`, skips) one slice and then the table of its instances. */
  private slice(flags: number, sliceEnd: number | undefined, read: (() => void) | undefined, typeId: string): void {
    const outer = this.indirect;
    const places: Indirect[] = [];
    this.indirect = flags & HAS_INDIRECTION_TABLE ? places : undefined;
    if (read) {
      read();
      if (flags & HAS_OPTIONAL_MEMBERS) this.skipOptionals();
      if (sliceEnd !== undefined && this.input.position !== sliceEnd) wrongSize(typeId);
    } else {
      if (sliceEnd === undefined) throw new MarshalError(`a slice of the unknown type ${typeId} that has no size`);
      this.input.skip(sliceEnd - this.input.position);
    }
    if (flags & HAS_INDIRECTION_TABLE) {
      this.indirect = undefined;
      const table: (Holder | null)[] = [];
      for (let count = this.input.count(1); count > 0; count--) table.push(this.atIndex(this.input.size()));
      for (const { holder, key, base, entry } of places) {
        const instance = table[entry];
        if (instance === undefined)
          throw new MarshalError(`entry ${entry + 1} of an indirection table of ${table.length}`);
        holder[key] = this.checked(instance, base);
      }
    }
    this.indirect = outer;
  }

  private sliceEnd(flags: number): number | undefined {
    if (!(flags & HAS_SLICE_SIZE)) return undefined;
    const start = this.input.position;
    const size = this.input.int();
    if (size < 4 || start + size > this.input.end) throw new MarshalError(`a slice of ${size} bytes at byte ${start}`);
    return start + size;
  }

  /** The class that a slice names, with its name in `typeId`; an unknown one has no facts. */
  private named(flags: number): Sliced | undefined {
    switch (flags & TYPE_ID_KIND) {
      case TYPE_ID_INDEX: {
        const index = this.input.size() - 1;
        const typeId = this.typeIds[index];
        if (typeId === undefined) throw new MarshalError(`type id number ${index + 1} of ${this.typeIds.length}`);
        this.typeId = typeId;
        return this.classes[index];
      }
      case TYPE_ID_STRING: {
        this.typeId = this.input.string();
        const known = this.schema.valueClass(this.typeId);
        this.typeIds.push(this.typeId);
        this.classes.push(known);
        return known;
      }
      case TYPE_ID_COMPACT:
        this.typeId = `with compact id ${this.input.size()}`;
        return undefined;
      default:
        throw new MarshalError("an instance without a type id");
    }
  }

  /** No type here has optional members; those of a newer peer are passed over. (Ice manual, "Optional Values") */
  private skipOptionals(): void {
    for (let head = this.input.byte(); head !== 255; head = this.input.byte()) {
      if (head >> 3 === 30) this.input.size();
      const format = head & 7;
      if (format <= 3) this.input.skip(1 << format);
      else if (format === 4) this.input.size();
      else if (format === 5) this.input.skip(this.input.size());
      else if (format === 6) this.input.skip(this.input.int());
      else this.instance({}, "optional", "::Ice::Object");
    }
  }
}

const UNKNOWN: Holder = Object.freeze({ $type: "::Ice::Object" });

function wrongSize(typeId: string): never {
  throw new MarshalError(`a slice of ${typeId} has another size than it says`);
}
