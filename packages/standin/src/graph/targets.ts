import type { SliceObject } from "@omero-archiver/ice";
import type { Graph, Node } from "./graph.js";
import { GraphRefusal } from "./plan.js";
import type { GraphRights } from "./rights.js";

/** A class that graph commands do not know. */
export class UnknownClass extends Error {
  override readonly name = "UnknownClass";
}

/** The objects that a request names. @throws UnknownClass; GraphRefusal for one that is not there or may not be read. */
export function targetsOf(graph: Graph, rights: GraphRights, request: SliceObject): Node[] {
  const named = (request.targetObjects ?? new Map()) as ReadonlyMap<string, readonly (number | bigint)[]>;
  return [...named].flatMap(([type, ids]) => {
    const entity = graph.model.find(type);
    if (entity === undefined) throw new UnknownClass(`unknown model object class named: ${type}`);
    return ids.map((id) => {
      const node = graph.find(entity.name, Number(id));
      if (node === undefined || !rights.mayRead(node)) {
        throw new GraphRefusal(`cannot read ${entity.javaName}[${id}]`);
      }
      return node;
    });
  });
}
