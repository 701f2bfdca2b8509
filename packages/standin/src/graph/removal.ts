import type { Writing } from "../save/writing.js";
import type { Viewer } from "../security/viewer.js";
import type { ChildOptions } from "./child-options.js";
import type { Graph, Node } from "./graph.js";
import { GraphRefusal, Plan } from "./plan.js";
import { GUARDS } from "./relations.js";
import { GraphRights } from "./rights.js";

export interface RemovalOptions {
  readonly childOptions?: ChildOptions;
  readonly ignored?: readonly string[];
  /** Whether the user may delete an object; asked of nobody where it is only to be seen what would go. */
  readonly may?: (node: Node) => boolean;
}

/** What goes when some objects are deleted, and which references of others to it are cut. */
export interface Removal {
  readonly taken: readonly Node[];
  readonly cut: readonly { readonly from: Node; readonly field: string }[];
}

/** @throws GraphRefusal where a right is missing, or something that stays needs what would go. */
export function planRemoval(
  graph: Graph,
  viewer: Viewer,
  targets: readonly Node[],
  options: RemovalOptions = {},
): Removal {
  const rights = new GraphRights(graph, viewer);
  const may = options.may ?? ((node: Node) => rights.of(node).delete);
  const plan = new Plan(graph, { verb: "delete", linksGoWithEitherEnd: true, ...options, may });
  plan.take(targets);
  requireWholeFilesets(plan, "delete");
  for (const relation of GUARDS) {
    for (const guard of graph.referrers(relation, [...plan.taken.values()])) {
      if (plan.taken.has(guard.key)) continue;
      const guarded = graph.referred(relation, guard) as Node;
      throw new GraphRefusal(`may not delete ${graph.name(guarded)} while ${graph.name(guard)} remains`);
    }
  }
  requireFreeTags(plan, may);
  return { taken: [...plan.taken.values()], cut: referencesToCut(plan) };
}

/** A fileset is imported, moved and deleted as one. */
export function requireWholeFilesets({ graph, taken }: Plan, verb: string): void {
  for (const image of taken.values()) {
    const fileset = graph.referred("Image.fileset", image);
    if (fileset === undefined || taken.has(fileset.key)) continue;
    const left = graph.referrers("Image.fileset", [fileset]).find((other) => !taken.has(other.key));
    if (left === undefined) continue;
    const [within, one, other] = [fileset, image, left].map((node) => graph.name(node));
    throw new GraphRefusal(`within ${within} may not ${verb} ${one} while ${other} remains`);
  }
}

/** A tag is not taken off what one may not delete. */
function requireFreeTags({ graph, taken }: Plan, may: (node: Node) => boolean): void {
  const tags = [...taken.values()].filter((node) => graph.isA(node, "TagAnnotation"));
  for (const name of graph.annotationLinks()) {
    for (const link of graph.referrers(`${name}.child`, tags)) {
      const parent = graph.referred(`${name}.parent`, link);
      if (parent === undefined || taken.has(parent.key) || may(parent)) continue;
      const tag = graph.referred(`${name}.child`, link) as Node;
      throw new GraphRefusal(`may not delete ${graph.name(tag)} while ${graph.name(parent)} remains`);
    }
  }
}

function referencesToCut({ graph, taken }: Plan): { from: Node; field: string }[] {
  const gone = [...taken.values()];
  return graph.references().flatMap(({ entity, field }) => {
    const left = graph.referrers(`${entity.name}.${field.name}`, gone).filter((node) => !taken.has(node.key));
    if (left.length > 0 && field.required) {
      throw new GraphRefusal(`cannot null ${entity.javaName}.${field.name}`);
    }
    return left.map((from) => ({ from, field: field.name }));
  });
}

/** Deletes what was planned, whole or not at all. */
export function carryOut(writing: Writing, { taken, cut }: Removal): void {
  writing.store.transaction(
    () => {
      for (const { from, field } of cut) writing.update(from.entity, from.id, { [field]: null });
      for (const node of taken) writing.remove(node.entity, node.id);
    },
    { deferred: true },
  );
}
