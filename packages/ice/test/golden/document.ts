import type { Schema } from "#src/schema/schema.js";
import type { Type } from "#src/schema/types.js";
import type { ObjectProxy } from "#src/values.js";

type Members = Readonly<Record<string, unknown>>;

/** Writes decoded values as the golden frames' JSON documents have them. */
export class Documenter {
  private readonly met = new Map<object, { document: Record<string, unknown>; id?: number }>();
  private readonly ids: { id?: number }[] = [];

  constructor(private readonly schema: Schema) {}

  value(value: unknown, type: Type): unknown {
    switch (type.kind) {
      case "long":
        return typeof value === "bigint" ? value.toString() : value;
      case "float":
      case "double":
        return Number.isFinite(value) ? value : String(value);
      case "bytes":
        return { $bytes: (value as Buffer).toString("hex") };
      case "enum":
        return { $enum: value, value: type.byName.get(value as string) };
      case "struct":
        return { $struct: type.id, ...this.members(value as Members, type.members) };
      case "sequence":
        return (value as unknown[]).map((element) => this.value(element, type.element));
      case "dictionary":
        return {
          $dict: [...(value as Map<unknown, unknown>)].map(([key, entry]) => [
            this.value(key, type.key),
            this.value(entry, type.value),
          ]),
        };
      case "class":
        return this.instance(value as ({ $type: string } & Members) | null);
      case "proxy":
        return value === null ? null : { $proxy: proxyDocument(value as ObjectProxy) };
      default:
        return value;
    }
  }

  exception($exception: string, members: Members): unknown {
    const slices = this.schema.exception($exception)?.slices ?? [];
    return {
      $exception,
      ...this.members(
        members,
        slices.flatMap((slice) => slice.members),
      ),
    };
  }

  private members(values: Members, members: readonly { name: string; type: Type }[]): Members {
    return Object.fromEntries(members.map((member) => [member.name, this.value(values[member.name], member.type)]));
  }

  private instance(instance: ({ $type: string } & Members) | null): unknown {
    if (instance === null) return null;
    const known = this.met.get(instance);
    if (known) {
      const $ref = { $ref: known };
      this.ids.push(known);
      return $ref;
    }
    const document: Record<string, unknown> = { $type: instance.$type };
    this.met.set(instance, { document });
    const slices = this.schema.valueClass(instance.$type)?.slices ?? [];
    for (const member of slices.flatMap((slice) => slice.members)) {
      document[member.name] = this.value(instance[member.name], member.type);
    }
    return document;
  }

  /** Numbers the instances that are met more than once, in document order, and names them in their references. */
  numbered(root: unknown): unknown {
    const shared = new Map<Record<string, unknown>, number>();
    const referred = new Set(this.ids.map((entry) => (entry as { document: Record<string, unknown> }).document));
    const visit = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(visit);
      if (typeof node !== "object" || node === null) return node;
      if ("$ref" in node) return { toNumber: (node.$ref as { document: Record<string, unknown> }).document };
      const record = node as Record<string, unknown>;
      const id = referred.has(record) ? shared.size + 1 : undefined;
      if (id !== undefined) shared.set(record, id);
      const entries = Object.entries(record).map(([key, entry]): [string, unknown] => [key, visit(entry)]);
      return Object.fromEntries(
        id === undefined ? entries : [entries[0] as [string, unknown], ["$id", id], ...entries.slice(1)],
      );
    };
    const link = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(link);
      if (typeof node !== "object" || node === null) return node;
      if ("toNumber" in node) return { $ref: shared.get(node.toNumber as Record<string, unknown>) };
      return Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, link(entry)]));
    };
    return link(visit(root));
  }
}

function proxyDocument(proxy: ObjectProxy): unknown {
  return {
    ...proxy,
    endpoints: proxy.endpoints.map((endpoint) =>
      endpoint.data ? { ...endpoint, data: endpoint.data.toString("hex") } : endpoint,
    ),
  };
}
