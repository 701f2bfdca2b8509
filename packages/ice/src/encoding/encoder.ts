import type { ByteWriter } from "../bytes/writer.js";
import { MarshalError } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import { defaultOf, type EnumType, type Member, type Sliced, type Type } from "../schema/types.js";
import type { EncodingVersion, Long, ObjectProxy, SliceObject } from "../values.js";
import { writeProxy } from "./proxy.js";

/** Writes the values of one encapsulation. Where class instances stand is a matter of the encoding: see the two subclasses. */
export abstract class Encoder {
  constructor(
    protected readonly schema: Schema,
    protected readonly output: ByteWriter,
    protected readonly encoding: EncodingVersion,
  ) {}

  /** Writes what stands for an instance, or null. */
  protected abstract instance(instance: SliceObject | null): void;

  /** To be called when all parameters are written; `classes`: whether any of their types may hold instances. */
  abstract finish(classes: boolean): void;

  protected members(values: Readonly<Record<string, unknown>>, members: readonly Member[]): void {
    for (const member of members) {
      const value = values[member.name];
      try {
        this.value(value === undefined ? defaultOf(member.type) : value, member.type);
      } catch (error) {
        throw error instanceof MarshalError
          ? error
          : new MarshalError(`${member.name}: ${String(error)}`, { cause: error });
      }
    }
  }

  /** The class of an instance, checked against the class of its place. */
  protected classOf(instance: SliceObject, base: string): Sliced {
    const known = this.schema.valueClass(instance.$type);
    if (!known) throw new MarshalError(`no table knows the class ${instance.$type}`);
    if (!this.schema.isA(instance.$type, base)) {
      throw new MarshalError(`a ${instance.$type} where a ${base} belongs`);
    }
    return known;
  }

  value(value: unknown, type: Type): void {
    const output = this.output;
    switch (type.kind) {
      case "class":
        if (value !== null && value !== undefined) this.classOf(value as SliceObject, type.id);
        this.instance((value ?? null) as SliceObject | null);
        return;
      case "string":
        output.string(typeof value === "string" ? value : misfit(value, "string"));
        return;
      case "long":
        output.long(typeof value === "number" || typeof value === "bigint" ? (value as Long) : misfit(value, "long"));
        return;
      case "int":
        output.int(number(value, "int"));
        return;
      case "bool":
        output.bool(typeof value === "boolean" ? value : misfit(value, "bool"));
        return;
      case "double":
        output.double(number(value, "double"));
        return;
      case "float":
        output.float(number(value, "float"));
        return;
      case "byte":
        output.byte(number(value, "byte"));
        return;
      case "short":
        output.short(number(value, "short"));
        return;
      case "bytes": {
        const bytes = value instanceof Uint8Array ? value : misfit(value, "sequence of bytes");
        output.size(bytes.length);
        output.raw(bytes);
        return;
      }
      case "sequence": {
        const elements = Array.isArray(value) ? value : value === null ? [] : misfit(value, "sequence");
        output.size(elements.length);
        for (const element of elements) this.value(element, type.element);
        return;
      }
      case "dictionary": {
        const entries = value instanceof Map ? value : value === null ? new Map() : misfit(value, "dictionary");
        output.size(entries.size);
        for (const [key, entry] of entries) {
          this.value(key, type.key);
          this.value(entry, type.value);
        }
        return;
      }
      case "struct":
        this.members(
          typeof value === "object" && value !== null ? (value as Record<string, unknown>) : misfit(value, type.id),
          type.members,
        );
        return;
      case "enum":
        this.enumerator(value, type);
        return;
      case "proxy":
        writeProxy(output, (value ?? null) as ObjectProxy | null, this.encoding);
        return;
    }
  }

  private enumerator(name: unknown, type: EnumType): void {
    const value = type.byName.get(name as string);
    if (value === undefined) throw new MarshalError(`${type.id} has no enumerator ${String(name)}`);
    if (this.encoding === "1.1") this.output.size(value);
    else if (type.highest < 127) this.output.byte(value);
    else if (type.highest < 32_767) this.output.short(value);
    else this.output.int(value);
  }
}

function number(value: unknown, type: string): number {
  return typeof value === "number" ? value : misfit(value, type);
}

function misfit(value: unknown, type: string): never {
  throw new MarshalError(`${value === null ? "null" : typeof value} where a ${type} belongs`);
}
