import type { SliceObject } from "@omero-archiver/ice";
import type { Graph, Node } from "./graph.js";

/** What a request says of objects that hang on those that it names: take them in any case, or leave them in any case. */
export class ChildOptions {
  constructor(private readonly options: readonly SliceObject[]) {}

  /** The word of the first option that speaks of the object; undefined where none does. */
  verdict(graph: Graph, node: Node): "take" | "leave" | undefined {
    for (const option of this.options) {
      if (!this.#covers(option, graph, node)) continue;
      if (names(option.includeType).some((type) => graph.isA(node, type))) return "take";
      if (names(option.excludeType).some((type) => graph.isA(node, type))) return "leave";
    }
    return undefined;
  }

  /** An option with namespaces speaks only of annotations in these, or not in those. */
  #covers(option: SliceObject, graph: Graph, node: Node): boolean {
    if (!graph.isA(node, "Annotation")) return true;
    const namespace = String(node.row.ns ?? "");
    const only = names(option.includeNs);
    return only.length > 0 ? only.includes(namespace) : !names(option.excludeNs).includes(namespace);
  }
}

function names(value: unknown): string[] {
  return ((value as readonly string[] | null | undefined) ?? []).map((name) => name.slice(name.lastIndexOf(".") + 1));
}
