/** A Slice type made ready for reading and writing: names are looked up once, not per value. */
export type Type =
  | { readonly kind: "bool" | "byte" | "short" | "int" | "long" | "float" | "double" | "string" | "proxy" }
  | EnumType
  | StructType
  | { readonly kind: "bytes" }
  | SequenceType
  | DictionaryType
  | ClassType;

export interface EnumType {
  readonly kind: "enum";
  readonly id: string;
  readonly byName: ReadonlyMap<string, number>;
  readonly byValue: ReadonlyMap<number, string>;
  /** Encoding 1.0 sends an enumerator in as few bytes as hold this. */
  readonly highest: number;
}

export interface StructType {
  readonly kind: "struct";
  readonly id: string;
  readonly members: readonly Member[];
  readonly leastBytes: number;
}

export interface SequenceType {
  readonly kind: "sequence";
  readonly element: Type;
  /** What an element takes at least, to refuse sizes that can't be true. */
  readonly leastBytes: number;
}

export interface DictionaryType {
  readonly kind: "dictionary";
  readonly key: Type;
  readonly value: Type;
  readonly leastBytes: number;
}

/** A value of this class or one derived from it, or null. */
export interface ClassType {
  readonly kind: "class";
  readonly id: string;
}

export interface Member {
  readonly name: string;
  readonly type: Type;
}

/** What one class or exception adds to its base. */
export interface Slice {
  readonly typeId: string;
  readonly members: readonly Member[];
}

/** A class or exception with its slices, most derived first, as both encodings send them. */
export interface Sliced {
  readonly typeId: string;
  readonly slices: readonly Slice[];
  /** `$type` and each member with its default, in the order of the wire: every decoded instance starts as a copy. */
  readonly template: Readonly<Record<string, unknown>>;
}

/** What stands for a member that was not given. */
export function defaultOf(type: Type): unknown {
  switch (type.kind) {
    case "bool":
      return false;
    case "string":
      return "";
    case "enum":
      return type.byValue.values().next().value;
    case "bytes":
      return Buffer.alloc(0);
    case "sequence":
      return [];
    case "dictionary":
      return new Map();
    case "struct":
      return Object.fromEntries(type.members.map((member) => [member.name, defaultOf(member.type)]));
    case "class":
    case "proxy":
      return null;
    default:
      return 0;
  }
}

/** The fewest bytes that a value of this type takes in either encoding. */
export function leastBytes(type: Type): number {
  switch (type.kind) {
    case "short":
      return 2;
    case "int":
    case "float":
      return 4;
    case "long":
    case "double":
      return 8;
    case "struct":
      return type.leastBytes;
    case "proxy":
      return 2;
    default:
      return 1;
  }
}
