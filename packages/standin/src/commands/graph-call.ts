import type { SliceObject } from "@omero-archiver/ice";
import { Graph, type Node } from "../graph/graph.js";
import { GraphRefusal } from "../graph/plan.js";
import { GraphRights } from "../graph/rights.js";
import { targetsOf, UnknownClass } from "../graph/targets.js";
import { groupBy } from "../group-by.js";
import type { Viewer } from "../security/viewer.js";
import type { Call } from "../services/service.js";
import { ALL_GROUPS } from "../sessions/viewer-of.js";
import { failed, graphFailed } from "./command.js";

/** What every command on graphs works with: it looks beyond the group of its call. */
export interface GraphCall {
  readonly graph: Graph;
  readonly viewer: Viewer;
  readonly rights: GraphRights;
  readonly targets: readonly Node[];
}

/** Runs a command on the objects that a request names. @throws CommandFailed for what graphs refuse */
export function onGraph<T>(
  call: Call,
  request: SliceObject,
  work: (graphCall: GraphCall) => T,
  unknownClass: { name: string } = { name: "graph-fail" },
): T {
  const graph = new Graph(call.backend.store);
  const viewer = { ...call.viewer, callGroup: ALL_GROUPS };
  const rights = new GraphRights(graph, viewer);
  try {
    return work({ graph, viewer, rights, targets: targetsOf(graph, rights, request) });
  } catch (error) {
    if (error instanceof GraphRefusal) throw graphFailed(request, error.message, error);
    if (error instanceof UnknownClass) throw failed(request, unknownClass.name, { message: error.message });
    throw error;
  }
}

/** Ids by full class name, as responses tell them. */
export function byClass(graph: Graph, nodes: Iterable<Node>): Map<string, number[]> {
  const groups = groupBy(nodes, ({ entity }) => graph.model.entity(entity).javaName);
  return new Map([...groups].map(([name, some]) => [name, some.map(({ id }) => id).sort((a, b) => a - b)]));
}
