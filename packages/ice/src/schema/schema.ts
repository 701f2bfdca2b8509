import { MarshalError } from "../errors.js";
import { iceFacts } from "../slice/facts.js";
import type { ClassFacts, MemberFacts, OperationFacts, SliceFacts } from "./facts.js";
import { defaultOf, type EnumType, leastBytes, type Member, type Slice, type Sliced, type Type } from "./types.js";

const BUILTIN = new Set(["bool", "byte", "short", "int", "long", "float", "double", "string"] as const);
type Builtin = typeof BUILTIN extends Set<infer T> ? T : never;

/** The Slice types that two peers agree on. The types of Ice and Glacier2 themselves are always among them. */
export class Schema {
  private readonly facts: readonly SliceFacts[];
  private readonly types = new Map<string, Type>();
  private readonly classes = new Map<string, Sliced | undefined>();
  private readonly exceptions = new Map<string, Sliced | undefined>();
  private readonly lineages = new Map<string, ReadonlySet<string>>();
  private readonly operations = new Map<string, OperationFacts | undefined>();

  /** Where two tables know a type, the earlier one counts; what this package knows of Ice itself counts first. */
  constructor(...facts: SliceFacts[]) {
    this.facts = [iceFacts, ...facts];
  }

  /** @throws MarshalError for a name that no table knows. */
  type(name: string): Type {
    let type = this.types.get(name);
    if (!type) {
      type = this.resolve(name);
      this.types.set(name, type);
    }
    return type;
  }

  /** A class that can be sent by value; undefined for a name that is none. */
  valueClass(typeId: string): Sliced | undefined {
    return this.sliced(this.classes, typeId, (id) => this.find("classes", id));
  }

  exception(typeId: string): Sliced | undefined {
    return this.sliced(this.exceptions, typeId, (id) => this.find("exceptions", id));
  }

  /** An operation of an interface or of one that it extends. */
  operation(interfaceId: string, name: string): OperationFacts | undefined {
    const key = `${interfaceId} ${name}`;
    if (!this.operations.has(key)) this.operations.set(key, this.findOperation(interfaceId, name));
    return this.operations.get(key);
  }

  /** An interface's own id and those of all it extends, sorted, as ice_ids answers. */
  typeIds(interfaceId: string): string[] {
    return ["::Ice::Object", ...this.lineage(interfaceId)].sort();
  }

  isA(typeId: string, baseId: string): boolean {
    return typeId === baseId || baseId === "::Ice::Object" || this.lineage(typeId).has(baseId);
  }

  private find<K extends keyof SliceFacts>(table: K, name: string): SliceFacts[K][string] | undefined {
    for (const facts of this.facts) {
      if (Object.hasOwn(facts[table], name)) return facts[table][name] as SliceFacts[K][string];
    }
    return undefined;
  }

  private findOperation(interfaceId: string, name: string): OperationFacts | undefined {
    for (const id of this.lineage(interfaceId)) {
      const operations = this.find("classes", id)?.operations;
      if (operations && Object.hasOwn(operations, name)) return operations[name];
    }
    return OBJECT_OPERATIONS[name];
  }

  /** A type and all it is derived from. One that nobody knows has none, and is not remembered. */
  private lineage(typeId: string): ReadonlySet<string> {
    const known = this.lineages.get(typeId);
    if (known) return known;
    const facts: ClassFacts | undefined = this.find("classes", typeId);
    if (!facts) return NOTHING;
    const parents = [...(facts.base ? [facts.base] : []), ...facts.interfaces];
    const lineage = new Set([typeId, ...parents.flatMap((parent) => [...this.lineage(parent)])]);
    this.lineages.set(typeId, lineage);
    return lineage;
  }

  private resolve(name: string): Type {
    if (BUILTIN.has(name as Builtin)) return { kind: name as Builtin };
    if (name.endsWith("*")) return { kind: "proxy" };
    const structure = this.find("structs", name);
    if (structure) {
      const members = this.members(structure.members);
      return { kind: "struct", id: name, members, leastBytes: members.reduce((sum, m) => sum + leastBytes(m.type), 0) };
    }
    const sequence = this.find("sequences", name);
    if (sequence) {
      if (sequence.element === "byte") return { kind: "bytes" };
      const element = this.type(sequence.element);
      return { kind: "sequence", element, leastBytes: leastBytes(element) };
    }
    const dictionary = this.find("dictionaries", name);
    if (dictionary) {
      const [key, value] = [this.type(dictionary.key), this.type(dictionary.value)];
      return { kind: "dictionary", key, value, leastBytes: leastBytes(key) + leastBytes(value) };
    }
    const enumeration = this.find("enums", name);
    if (enumeration) return enumType(name, enumeration.values);
    if (name === "::Ice::Object" || this.find("classes", name)) return { kind: "class", id: name };
    throw new MarshalError(`no table knows the Slice type ${name}`);
  }

  private members(facts: readonly MemberFacts[]): Member[] {
    return facts.map(({ name, type }) => ({ name: name.replace(/^_/, ""), type: this.type(type) }));
  }

  private sliced(
    known: Map<string, Sliced | undefined>,
    typeId: string,
    find: (typeId: string) => { base: string | null; members: readonly MemberFacts[] } | undefined,
  ): Sliced | undefined {
    // A name from the wire that nobody knows is not remembered: a peer could fill the memory with such names.
    if (known.has(typeId)) return known.get(typeId);
    const slices: Slice[] = [];
    for (let id: string | null = typeId; id !== null; ) {
      const facts = find(id);
      if (!facts) return undefined;
      slices.push({ typeId: id, members: this.members(facts.members) });
      id = facts.base;
    }
    const members = slices.flatMap((slice) => slice.members);
    const template = Object.fromEntries([
      ["$type", typeId],
      ...members.map((member): [string, unknown] => [member.name, defaultOf(member.type)]),
    ]);
    const sliced = { typeId, slices, template };
    known.set(typeId, sliced);
    return sliced;
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** What every Ice object can be asked. (Ice manual, "Operations on Object") */
const OBJECT_OPERATIONS: Readonly<Record<string, OperationFacts>> = {
  ice_ping: { in: [], out: [], returns: null, mode: "Idempotent", sendMode: "Nonmutating" },
  ice_isA: {
    in: [{ name: "arg0", type: "string" }],
    out: [],
    returns: { type: "bool" },
    mode: "Idempotent",
    sendMode: "Nonmutating",
  },
  ice_id: { in: [], out: [], returns: { type: "string" }, mode: "Idempotent", sendMode: "Nonmutating" },
  ice_ids: { in: [], out: [], returns: { type: "::Ice::StringSeq" }, mode: "Idempotent", sendMode: "Nonmutating" },
};

function enumType(id: string, values: Readonly<Record<string, number>>): EnumType {
  const entries = Object.entries(values);
  return {
    kind: "enum",
    id,
    byName: new Map(entries),
    byValue: new Map(entries.map(([name, value]) => [value, name])),
    highest: Math.max(...Object.values(values)),
  };
}
