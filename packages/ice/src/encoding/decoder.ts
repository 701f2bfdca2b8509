import type { ByteReader } from "../bytes/reader.js";
import { MarshalError } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import type { EnumType, Member, Type } from "../schema/types.js";
import type { EncodingVersion } from "../values.js";
import { readProxy } from "./proxy.js";

/** A sequence, struct or instance whose parts are being filled in. */
export type Holder = Record<string | number, unknown>;

/** Reads the values of one encapsulation. Where class instances stand is a matter of the encoding: see the two subclasses. */
export abstract class Decoder {
  constructor(
    protected readonly schema: Schema,
    protected readonly input: ByteReader,
    protected readonly encoding: EncodingVersion,
  ) {}

  /** Reads what stands for an instance of class `base`, and puts it into its place now or when it is there. */
  protected abstract instance(holder: Holder, key: string | number, base: string): void;

  /** To be called when all parameters are read; `classes`: whether any of their types may hold instances. */
  abstract finish(classes: boolean): void;

  protected members(holder: Holder, members: readonly Member[]): void {
    for (let i = 0; i < members.length; i++) {
      const member = members[i] as Member;
      this.into(holder, member.name, member.type);
    }
  }

  /** Reads one value into its place. */
  into(holder: Holder, key: string | number, type: Type): void {
    const input = this.input;
    switch (type.kind) {
      case "class":
        this.instance(holder, key, type.id);
        return;
      case "string":
        holder[key] = input.string();
        return;
      case "long":
        holder[key] = input.long();
        return;
      case "int":
        holder[key] = input.int();
        return;
      case "bool":
        holder[key] = input.bool();
        return;
      case "double":
        holder[key] = input.double();
        return;
      case "float":
        holder[key] = input.float();
        return;
      case "byte":
        holder[key] = input.byte();
        return;
      case "short":
        holder[key] = input.short();
        return;
      case "bytes":
        holder[key] = input.blob(input.size());
        return;
      case "sequence": {
        const elements: unknown[] = [];
        holder[key] = elements;
        const count = input.count(type.leastBytes);
        for (let i = 0; i < count; i++) this.into(elements as unknown as Holder, i, type.element);
        return;
      }
      case "dictionary":
        this.dictionary(holder, key, type.key, type.value, type.leastBytes);
        return;
      case "struct": {
        const struct: Holder = {};
        this.members(struct, type.members);
        holder[key] = struct;
        return;
      }
      case "enum":
        holder[key] = this.enumerator(type);
        return;
      case "proxy":
        holder[key] = readProxy(input, this.encoding);
        return;
    }
  }

  private dictionary(holder: Holder, key: string | number, keyType: Type, valueType: Type, leastBytes: number): void {
    const entries = new Map<unknown, unknown>();
    holder[key] = entries;
    const pair: Holder = {};
    for (let count = this.input.count(leastBytes); count > 0; count--) {
      this.into(pair, "key", keyType);
      if (valueType.kind === "class") {
        // An instance may come later: its place is the entry itself, seen through a holder with one key.
        entries.set(pair.key, null);
        this.instance(entryHolder(entries, pair.key), "value", valueType.id);
      } else {
        this.into(pair, "value", valueType);
        entries.set(pair.key, pair.value);
      }
    }
  }

  private enumerator(type: EnumType): string {
    const value = this.encoding === "1.1" ? this.input.size() : smallest(this.input, type.highest);
    const name = type.byValue.get(value);
    if (name === undefined) throw new MarshalError(`${type.id} has no enumerator ${value}`);
    return name;
  }
}

function entryHolder(entries: Map<unknown, unknown>, key: unknown): Holder {
  return {
    set value(value: unknown) {
      entries.set(key, value);
    },
  } as Holder;
}

/** Encoding 1.0 sends an enumerator in one, two or four bytes: as few as hold the highest. */
function smallest(input: ByteReader, highest: number): number {
  if (highest < 127) return input.byte();
  return highest < 32_767 ? input.short() : input.int();
}
