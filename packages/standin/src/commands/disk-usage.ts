import type { SliceObject } from "@omero-archiver/ice";
import type { Graph, Node } from "../graph/graph.js";
import { UnknownClass } from "../graph/targets.js";
import { Walk } from "../graph/walk.js";
import type { Command } from "./command.js";
import { type GraphCall, onGraph } from "./graph-call.js";

/** What files are counted under: the first of these that leads to them. */
const REFERERS = ["FilesetEntry", "PixelsOriginalFileMap", "FileAnnotation", "Roi", "JobOriginalFileLink"] as const;
const NAMES: Readonly<Record<string, string>> = { PixelsOriginalFileMap: "Pixels", JobOriginalFileLink: "Job" };

/** Bytes and numbers of files of one owner in one group. */
interface Usage {
  readonly first: number;
  readonly second: number;
  bytes: number;
  files: number;
  readonly bytesBy: Map<string, number>;
  readonly filesBy: Map<string, number>;
}

/** DiskUsage2: the files below some objects, each once, by owner and group and by what refers to them. */
export const diskUsage: Command = (call, request) =>
  onGraph(call, request, (graphCall) => {
    const { graph, rights, targets } = graphCall;
    const start = [...targets, ...ofClasses(graphCall, request)];
    const owned = start.flatMap((node) => [node, ...belongings(graph, node)]);
    const reached = new Walk(graph).reach(
      owned,
      "down",
      (node) => !rights.mayRead(node),
      // An image counts with its whole fileset.
      (nodes) => nodes.map((node) => graph.referred("Image.fileset", node)).filter((fileset) => fileset !== undefined),
    );
    for (const node of owned) reached.set(node.key, node);
    const usages = new Map<string, Usage>();
    for (const node of reached.values()) {
      if (node.entity === "OriginalFile" && rights.mayRead(node)) add(usages, node, refererOf(graph, node, reached));
    }
    return response([...usages.values()]);
  });

/** Everything of some classes that the user may read. */
function ofClasses({ graph, rights }: GraphCall, request: SliceObject): Node[] {
  return ((request.targetClasses ?? []) as readonly string[]).flatMap((name) => {
    const entity = graph.model.find(name);
    if (entity === undefined) throw new UnknownClass(`unknown model object class named: ${name}`);
    const ids = graph.store.where(entity.name, {}).map((row) => Number(row.id));
    return ids
      .map((id) => graph.find(entity.name, id))
      .filter((node) => node !== undefined && rights.mayRead(node)) as Node[];
  });
}

/** All of a user, or in a group. */
function belongings(graph: Graph, node: Node): Node[] {
  const key = { Experimenter: "ownerId", ExperimenterGroup: "groupId" }[node.entity];
  if (key === undefined) return [];
  return [...graph.model.entities.values()].flatMap((entity) => {
    if (entity.global || entity.name !== entity.table) return [];
    const rows = graph.store.where(entity.name, { [key]: node.id });
    return rows.map((row) => graph.find(entity.name, Number(row.id))).filter((each) => each !== undefined);
  });
}

function refererOf(graph: Graph, file: Node, reached: ReadonlyMap<string, Node>): string {
  const found = REFERERS.find((name) => {
    const field = { FilesetEntry: "originalFile", FileAnnotation: "file", Roi: "source", JobOriginalFileLink: "child" };
    const relation = `${name}.${(field as Record<string, string>)[name] ?? "parent"}`;
    return graph.referrers(relation, [file]).some((node) => reached.has(node.key));
  });
  return found === undefined ? "OriginalFile" : (NAMES[found] ?? found);
}

function add(usages: Map<string, Usage>, { row }: Node, referer: string): void {
  const [first, second] = [Number(row.ownerId), Number(row.groupId)];
  const key = `${first} ${second}`;
  const usage = usages.get(key) ?? { first, second, bytes: 0, files: 0, bytesBy: new Map(), filesBy: new Map() };
  usages.set(key, usage);
  const size = Number(row.size ?? 0);
  usage.bytes += size;
  usage.files += 1;
  usage.bytesBy.set(referer, (usage.bytesBy.get(referer) ?? 0) + size);
  usage.filesBy.set(referer, (usage.filesBy.get(referer) ?? 0) + 1);
}

function response(usages: readonly Usage[]): SliceObject {
  const by = <T>(value: (usage: Usage) => T) =>
    new Map(usages.map((usage) => [{ first: usage.first, second: usage.second }, value(usage)]));
  return {
    $type: "::omero::cmd::DiskUsage2Response",
    fileCountByReferer: by((usage) => usage.filesBy),
    bytesUsedByReferer: by((usage) => usage.bytesBy),
    totalFileCount: by((usage) => usage.files),
    totalBytesUsed: by((usage) => usage.bytes),
  };
}
