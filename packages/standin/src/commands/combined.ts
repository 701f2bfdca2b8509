import type { SliceObject } from "@omero-archiver/ice";
import { planRemoval } from "../graph/removal.js";
import { type Command, CommandFailed, failed } from "./command.js";
import { commandFor } from "./commands.js";
import { byClass, onGraph } from "./graph-call.js";

/**
 * DoAll: several requests as one, each in its own context. The answer is that of all in their order, or that of the first that fails;
 * then nothing is done. What a request cannot even begin with is DoAll's own failure (measured on OMERO 5.6).
 */
export const doAll: Command = (call, request) => {
  const requests = (request.requests ?? []) as readonly SliceObject[];
  const contexts = (request.contexts ?? []) as readonly ReadonlyMap<string, string>[];
  if (requests.length === 0) throw failed(request, "no-steps");
  const responses = requests.map((one, at) => {
    try {
      return commandFor(one)(call.within(Object.fromEntries(contexts[at] ?? [])), one);
    } catch (error) {
      if (!(error instanceof CommandFailed) || error.response.name !== UNPREPARED) throw error;
      throw new CommandFailed({ ...error.response, category: request.$type, name: "bad-init" }, { cause: error });
    }
  });
  const status = requests.map(() => ({ $type: "::omero::cmd::Status", steps: 1 }));
  return { $type: "::omero::cmd::DoAllRsp", responses, status };
};

/** The failure of a request whose classes are unknown. */
const UNPREPARED = "steps-cancel";

/**
 * SkipHead: the request is made not on the objects that are named but on what, of the classes that are named, it would have taken
 * along with them.
 */
export const skipHead: Command = (call, request) => {
  const inner = request.request as SliceObject | null;
  const startFrom = (request.startFrom ?? []) as readonly string[];
  const { model } = call.backend.store;
  if (inner === null || startFrom.length === 0 || startFrom.some((name) => model.find(name) === undefined)) {
    throw failed(request, "graph-fail", { message: "SkipHead requires the start classes to be named" });
  }
  const targetObjects = onGraph(call, request, ({ graph, viewer, targets }) => {
    const { taken } = planRemoval(graph, viewer, targets, { may: () => true });
    const start = taken.filter((node) => startFrom.some((name) => graph.isA(node, model.find(name)?.name ?? name)));
    return byClass(graph, start);
  });
  const { childOptions, dryRun } = request;
  const asked = { ...inner, targetObjects, childOptions, dryRun: dryRun === true || inner.dryRun === true };
  return commandFor(inner)(call, asked as SliceObject);
};
