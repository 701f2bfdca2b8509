/**
 * What Slice says of types and operations, as plain data. A type is a builtin name ("int", "string" …), a Slice type id
 * ("::Ice::Identity"; of a class: sent by value), or a type id with a trailing "*" (a proxy).
 */
export interface SliceFacts {
  readonly enums: Readonly<Record<string, EnumFacts>>;
  readonly structs: Readonly<Record<string, StructFacts>>;
  readonly sequences: Readonly<Record<string, SequenceFacts>>;
  readonly dictionaries: Readonly<Record<string, DictionaryFacts>>;
  readonly exceptions: Readonly<Record<string, ExceptionFacts>>;
  readonly classes: Readonly<Record<string, ClassFacts>>;
}

export interface EnumFacts {
  readonly values: Readonly<Record<string, number>>;
}

export interface StructFacts {
  readonly members: readonly MemberFacts[];
}

export interface SequenceFacts {
  readonly element: string;
}

export interface DictionaryFacts {
  readonly key: string;
  readonly value: string;
}

export interface ExceptionFacts {
  readonly base: string | null;
  readonly members: readonly MemberFacts[];
}

/** A class (sent by value) or an interface (only proxies of it are sent). Members are its own, in Slice order. */
export interface ClassFacts {
  readonly base: string | null;
  readonly interfaces: readonly string[];
  readonly members: readonly MemberFacts[];
  readonly operations?: Readonly<Record<string, OperationFacts>>;
}

/** A leading underscore (Slice's "protected") is not part of the name. */
export interface MemberFacts {
  readonly name: string;
  readonly type: string;
}

export type Mode = "Normal" | "Nonmutating" | "Idempotent";

export interface OperationFacts {
  readonly in: readonly MemberFacts[];
  readonly out: readonly MemberFacts[];
  readonly returns: { readonly type: string } | null;
  readonly throws?: readonly string[];
  readonly mode: Mode;
  /** The mode byte that clients send, where it differs from `mode`. */
  readonly sendMode?: Mode;
  readonly format?: "Sliced" | "Compact";
}
