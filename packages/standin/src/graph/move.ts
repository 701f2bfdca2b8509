import type { Graph, Node } from "./graph.js";
import { GraphRefusal, Plan, type PlanOptions } from "./plan.js";
import { SHARED } from "./relations.js";
import { requireWholeFilesets } from "./removal.js";

/** What changes hands when some objects are moved, and which links to what stays behind are deleted. */
export interface Move {
  readonly taken: readonly Node[];
  readonly cut: readonly Node[];
}

/**
 * Plans to move objects into another group, with all that hangs on them alone. Links between what moves move along, links to what
 * stays are cut; what cannot be cut (parts of a fileset, instruments and files in use elsewhere) is a refusal.
 */
export function planMove(
  graph: Graph,
  targets: readonly Node[],
  options: Omit<PlanOptions, "verb" | "linksGoWithEitherEnd">,
): Move {
  const plan = new Plan(graph, { verb: "move", linksGoWithEitherEnd: false, ...options });
  plan.take(targets);
  requireWholeFilesets(plan, "move");
  requireNothingShared(plan);
  const cut = plan.linksOfTaken().filter(({ link }) => !plan.taken.has(link.key));
  for (const { link, ends } of cut) {
    if (link.entity !== "PixelsOriginalFileMap") continue;
    const stays = ends.find((end) => !plan.taken.has(end.key)) ?? link;
    const moves = ends.find((end) => plan.taken.has(end.key)) ?? link;
    throw new GraphRefusal(`may not move ${graph.name(moves)} while ${graph.name(stays)} remains`);
  }
  const links = new Map(cut.map(({ link }) => [link.key, link]));
  return { taken: [...plan.taken.values()], cut: [...links.values()] };
}

/** Plans to give objects to another owner: those of one owner that hang together. Nothing is cut, as the group stays the same. */
export function planGift(graph: Graph, targets: readonly Node[], may: (node: Node) => boolean): Node[] {
  const owners = new Set(targets.map((node) => node.row.ownerId));
  const plan = new Plan(graph, { verb: "give", linksGoWithEitherEnd: false, may });
  plan.take(targets);
  return [...plan.taken.values()].filter((node) => owners.has(node.row.ownerId));
}

function requireNothingShared({ graph, taken }: Plan): void {
  for (const relation of SHARED) {
    for (const node of taken.values()) {
      const shared = graph.referred(relation, node);
      if (shared === undefined || taken.has(shared.key)) continue;
      const other = graph.referrers(relation, [shared]).find((user) => !taken.has(user.key));
      if (other === undefined) continue;
      const [one, two, both] = [node, other, shared].map((each) => graph.name(each));
      throw new GraphRefusal(`may not move ${one} while ${two} remains as they share ${both}`);
    }
  }
}
