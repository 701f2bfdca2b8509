import type { SliceObject } from "@omero-archiver/ice";
import { UnknownClass } from "../graph/targets.js";
import { Walk } from "../graph/walk.js";
import type { Model } from "../schema/model.js";
import type { Call } from "../services/service.js";
import { type Command, failed } from "./command.js";
import { byClass, onGraph } from "./graph-call.js";

/** FindParents: what stands above some objects, of the classes asked for. */
export const findParents: Command = (call, request) => {
  const parents = find(call, request, "up", "parents", request.typesOfParents);
  return { $type: "::omero::cmd::FoundParents", parents };
};

/** FindChildren: what stands below. */
export const findChildren: Command = (call, request) => {
  const children = find(call, request, "down", "children", request.typesOfChildren);
  return { $type: "::omero::cmd::FoundChildren", children };
};

function find(
  call: Call,
  request: SliceObject,
  direction: "up" | "down",
  what: string,
  types: unknown,
): Map<string, number[]> {
  const asked = (types ?? []) as readonly string[];
  if (asked.length === 0) {
    throw failed(request, "bad-options", { message: `no types of ${what} specified to find` });
  }
  return onGraph(
    call,
    request,
    ({ graph, rights, targets }) => {
      const wanted = entities(graph.model, asked);
      const barred = entities(graph.model, (request.stopBefore ?? []) as readonly string[]);
      const found = new Walk(graph).reach(
        targets,
        direction,
        (node) => barred.some((entity) => graph.isA(node, entity)) || !rights.mayRead(node),
      );
      const chosen = [...found.values()].filter((node) => wanted.some((entity) => graph.isA(node, entity)));
      return byClass(graph, chosen);
    },
    { name: "steps-cancel" },
  );
}

function entities(model: Model, names: readonly string[]): string[] {
  return names.map((name) => {
    const entity = model.find(name);
    if (entity === undefined) throw new UnknownClass(`unknown model object class named: ${name}`);
    return entity.name;
  });
}
