import type { ChildOptions } from "./child-options.js";
import type { Graph, Node } from "./graph.js";
import {
  ANYBODYS,
  CONTAINER_LINKS,
  DEPENDENT,
  ENCLOSED,
  FILE_LINKS,
  LASTING_ANNOTATIONS,
  OTHER_LINKS,
  PARTS,
  SHARED,
} from "./relations.js";

/** What a command may not do, told as the server does. */
export class GraphRefusal extends Error {
  override readonly name = "GraphRefusal";
}

export interface PlanOptions {
  /** As it stands in refusals: "delete", "move", "give". */
  readonly verb: string;
  /** Whether the user has the right to do it to this object. */
  readonly may: (node: Node) => boolean;
  /** Deleting takes a link with either of its ends; moving and giving only with both. */
  readonly linksGoWithEitherEnd: boolean;
  readonly childOptions?: ChildOptions;
  /** Classes whose objects are left alone. */
  readonly ignored?: readonly string[];
  readonly refusal?: (node: Node) => string;
}

/** Through what an object is held: by another one, maybe by way of a link. */
interface Hold {
  readonly link?: Node;
  readonly holder: Node;
}

/**
 * Finds all objects that a command on some objects takes along: their parts, and what nothing else holds once they are taken. What
 * might go is first a candidate; it is taken when everything that holds it is taken or a candidate, too.
 */
export class Plan {
  readonly taken = new Map<string, Node>();
  readonly #candidates = new Map<string, Node>();
  readonly #annotationLinks: readonly string[];
  #fresh: Node[] = [];

  constructor(
    readonly graph: Graph,
    readonly options: PlanOptions,
  ) {
    this.#annotationLinks = graph.annotationLinks();
  }

  /** @throws GraphRefusal where the user lacks a right. */
  take(targets: readonly Node[]): void {
    for (const target of targets) this.#take(target);
    while (this.#fresh.length > 0) {
      const fresh = this.#fresh;
      this.#fresh = [];
      this.#takeParts(fresh);
      this.#takeLinks(fresh);
      this.#consider(fresh);
      if (this.#fresh.length === 0) for (const orphan of this.#orphans()) this.#take(orphan);
    }
    if (!this.options.linksGoWithEitherEnd) {
      for (const { link, ends } of this.linksOfTaken()) {
        if (ends.every((end) => this.taken.has(end.key))) this.taken.set(link.key, link);
      }
    }
  }

  /** Every link with an end among what is taken. */
  linksOfTaken(): { link: Node; ends: Node[] }[] {
    return this.#linksOf([...this.taken.values()]).map((link) => ({ link, ends: this.#ends(link) }));
  }

  #take(node: Node): void {
    if (this.taken.has(node.key) || this.#isIgnored(node)) return;
    if (!ANYBODYS.has(node.entity) && !this.options.may(node)) {
      const { verb, refusal } = this.options;
      throw new GraphRefusal(refusal?.(node) ?? `not permitted to ${verb} ${this.graph.fullName(node)}`);
    }
    this.#add(node);
  }

  #add(node: Node): void {
    if (this.taken.has(node.key) || this.#isIgnored(node)) return;
    this.taken.set(node.key, node);
    this.#candidates.delete(node.key);
    this.#fresh.push(node);
  }

  #isIgnored(node: Node): boolean {
    return (this.options.ignored ?? []).some((type) => this.graph.isA(node, type));
  }

  #takeParts(fresh: readonly Node[]): void {
    for (const relation of PARTS) for (const part of this.graph.referrers(relation, fresh)) this.#take(part);
    for (const relation of ENCLOSED) for (const part of this.#referredAll(relation, fresh)) this.#take(part);
    for (const node of fresh) {
      const info = node.row.externalInfoId;
      const part = typeof info === "number" ? this.graph.find("ExternalInfo", info) : undefined;
      if (part) this.#take(part);
    }
  }

  /** A link is nobody's own: it goes whoever made it. */
  #takeLinks(fresh: readonly Node[]): void {
    if (this.options.linksGoWithEitherEnd) for (const link of this.#linksOf(fresh)) this.#add(link);
  }

  #linksOf(nodes: readonly Node[]): Node[] {
    const links = [...CONTAINER_LINKS, ...FILE_LINKS, ...OTHER_LINKS, ...this.#annotationLinks];
    return links.flatMap((link) => [
      ...this.graph.referrers(`${link}.parent`, nodes),
      ...this.graph.referrers(`${link}.child`, nodes),
    ]);
  }

  #ends(link: Node): Node[] {
    const ends = ["parent", "child"].map((end) => this.graph.referred(`${link.entity}.${end}`, link));
    return ends.filter((end) => end !== undefined);
  }

  #consider(fresh: readonly Node[]): void {
    const { graph } = this;
    for (const relation of SHARED) this.#candidate(...this.#referredAll(relation, fresh));
    for (const relation of DEPENDENT) this.#candidate(...this.#mine(graph.referrers(relation, fresh)));
    for (const link of CONTAINER_LINKS) this.#candidate(...this.#mine(this.#otherEnds(link, "parent", "child", fresh)));
    for (const link of FILE_LINKS) this.#candidate(...this.#otherEnds(link, "child", "parent", fresh));
    for (const link of this.#annotationLinks) this.#considerAnnotations(link, fresh);
    for (const node of fresh) this.#considerEndOfLink(node);
  }

  #considerAnnotations(link: string, fresh: readonly Node[]): void {
    for (const holding of this.graph.referrers(`${link}.parent`, fresh)) {
      const [parent, annotation] = this.#ends(holding);
      if (parent === undefined || annotation === undefined) continue;
      const lasting = LASTING_ANNOTATIONS.has(annotation.entity);
      if (lasting && parent.row.ownerId !== annotation.row.ownerId) continue;
      if (ANYBODYS.has(annotation.entity) || this.options.may(annotation)) this.#candidate(annotation);
    }
  }

  /** A link that is itself named or taken leaves its annotation, or its file, behind. */
  #considerEndOfLink(link: Node): void {
    const { graph } = this;
    if (FILE_LINKS.some((name) => graph.isA(link, name))) {
      this.#candidate(...this.#referredAll(`${link.entity}.parent`, [link]));
    } else if (link.entity === "JobOriginalFileLink") {
      this.#candidate(...this.#referredAll("JobOriginalFileLink.child", [link]));
    } else if (this.#annotationLinks.includes(link.entity)) {
      const annotations = this.#referredAll(`${link.entity}.child`, [link]);
      const passing = annotations.filter((annotation) => !LASTING_ANNOTATIONS.has(annotation.entity));
      this.#candidate(...passing.filter((node) => ANYBODYS.has(node.entity) || this.options.may(node)));
    }
  }

  #candidate(...nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (this.taken.has(node.key) || this.#candidates.has(node.key) || this.#isIgnored(node)) continue;
      if (this.options.childOptions?.verdict(this.graph, node) === "leave") continue;
      this.#candidates.set(node.key, node);
      // Whether an image may go is a question for its whole fileset.
      const fileset = this.graph.referred("Image.fileset", node);
      if (fileset) this.#candidate(fileset);
    }
  }

  /** The candidates that nothing holds but what is taken, or other such candidates. */
  #orphans(): Node[] {
    const alive = new Map(this.#candidates);
    const holds = new Map([...alive].map(([key, node]) => [key, this.#holdsOn(node)]));
    const forced = (node: Node) => this.options.childOptions?.verdict(this.graph, node) === "take";
    const goes = (node: Node) => this.taken.has(node.key) || alive.has(node.key);
    for (let before = -1; before !== alive.size; ) {
      before = alive.size;
      for (const [key, node] of alive) {
        const held = (holds.get(key) ?? []).some(
          ({ link, holder }) => !(link && this.taken.has(link.key)) && !goes(holder),
        );
        if (held && !forced(node)) alive.delete(key);
      }
    }
    return [...alive.values()];
  }

  #holdsOn(node: Node): Hold[] {
    const { graph } = this;
    const one = [node];
    const holds: Hold[] = SHARED.flatMap((relation) => graph.referrers(relation, one)).map((holder) => ({ holder }));
    for (const relation of DEPENDENT) holds.push(...this.#referredAll(relation, one).map((holder) => ({ holder })));
    for (const name of [...CONTAINER_LINKS, ...this.#annotationLinks]) {
      for (const link of graph.referrers(`${name}.child`, one)) {
        const holder = graph.referred(`${name}.parent`, link);
        if (holder) holds.push({ link, holder });
      }
    }
    for (const name of FILE_LINKS) {
      for (const link of graph.referrers(`${name}.parent`, one)) {
        const holder = graph.referred(`${name}.child`, link);
        if (holder) holds.push({ link, holder });
      }
    }
    for (const link of graph.referrers("JobOriginalFileLink.child", one)) holds.push({ holder: link });
    const fileset = graph.referred("Image.fileset", node);
    if (fileset) holds.push({ holder: fileset });
    return holds;
  }

  #mine(nodes: readonly Node[]): Node[] {
    return nodes.filter(this.options.may);
  }

  #otherEnds(link: string, end: string, other: string, nodes: readonly Node[]): Node[] {
    return this.#referredAll(`${link}.${other}`, this.graph.referrers(`${link}.${end}`, nodes));
  }

  #referredAll(relation: string, nodes: readonly Node[]): Node[] {
    return nodes.map((node) => this.graph.referred(relation, node)).filter((node) => node !== undefined);
  }
}
