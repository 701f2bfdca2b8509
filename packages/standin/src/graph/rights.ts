import type { Rights } from "../security/permissions.js";
import { rightsOn } from "../security/rights-on.js";
import type { Viewer } from "../security/viewer.js";
import type { Graph, Node } from "./graph.js";

/** What a user may do to objects; graph commands look beyond the group of their call. */
export class GraphRights {
  constructor(
    private readonly graph: Graph,
    private readonly viewer: Viewer,
  ) {}

  of(node: Node): Rights {
    return rightsOn(this.graph.store, this.viewer, this.graph.model.entity(node.entity), node.row);
  }

  mayRead(node: Node): boolean {
    return this.of(node).read;
  }
}
