import type { Graph, Node } from "./graph.js";
import { CONTAINER_LINKS, DEPENDENT, ENCLOSED, FILE_LINKS, OTHER_LINKS, PARTS, SHARED } from "./relations.js";

/** One step between an object and what stands above or below it. */
interface Step {
  readonly relation: string;
  /** Where the object stands that holds the reference. */
  readonly holder: "above" | "below";
}

/** Images stand below their fileset, although they share it. */
const UPWARDS_ONLY: ReadonlySet<string> = new Set(["Image.fileset"]);

/** Objects above and below others, as containers and their contents are. */
export class Walk {
  readonly #steps: readonly Step[];

  constructor(private readonly graph: Graph) {
    const below = [...PARTS, ...DEPENDENT].filter((relation) => relation !== "Channel.logicalChannel");
    const above = [...SHARED, ...ENCLOSED].filter((relation) => !UPWARDS_ONLY.has(relation));
    const links = [...CONTAINER_LINKS, ...OTHER_LINKS, ...graph.annotationLinks()];
    this.#steps = [
      ...below.map((relation): Step => ({ relation, holder: "below" })),
      ...above.map((relation): Step => ({ relation, holder: "above" })),
      ...links.map((link): Step => ({ relation: `${link}.parent`, holder: "below" })),
      ...links.map((link): Step => ({ relation: `${link}.child`, holder: "above" })),
      ...FILE_LINKS.map((link): Step => ({ relation: `${link}.child`, holder: "below" })),
      ...FILE_LINKS.map((link): Step => ({ relation: `${link}.parent`, holder: "above" })),
    ];
  }

  /** Everything that can be reached without passing an object at which to stop; the start is not part of it. */
  reach(
    start: readonly Node[],
    direction: "up" | "down",
    stop: (node: Node) => boolean = () => false,
    also: (nodes: readonly Node[]) => Node[] = () => [],
  ): Map<string, Node> {
    const seen = new Map(start.map((node) => [node.key, node]));
    const found = new Map<string, Node>();
    for (let nodes: Node[] = [...start]; nodes.length > 0; ) {
      const next = [...this.#next(nodes, direction), ...also(nodes)];
      nodes = [];
      for (const node of next) {
        if (seen.has(node.key) || stop(node)) continue;
        seen.set(node.key, node);
        found.set(node.key, node);
        nodes.push(node);
      }
    }
    return found;
  }

  #next(nodes: readonly Node[], direction: "up" | "down"): Node[] {
    return this.#steps.flatMap(({ relation, holder }) =>
      (holder === "below") === (direction === "down")
        ? this.graph.referrers(relation, nodes)
        : nodes.map((node) => this.graph.referred(relation, node)).filter((node) => node !== undefined),
    );
  }
}
