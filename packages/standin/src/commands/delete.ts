import { rmSync } from "node:fs";
import type { SliceObject } from "@omero-archiver/ice";
import { ChildOptions } from "../graph/child-options.js";
import type { Node } from "../graph/graph.js";
import { carryOut, planRemoval } from "../graph/removal.js";
import type { Call } from "../services/service.js";
import type { Command } from "./command.js";
import { byClass, onGraph } from "./graph-call.js";

/** Delete2: the objects that are named, with what hangs on them alone. A dry run tells the same and leaves everything. */
export const deleteObjects: Command = (call, request) =>
  onGraph(call, request, ({ graph, viewer, targets }) => {
    const removal = planRemoval(graph, viewer, targets, {
      childOptions: new ChildOptions((request.childOptions ?? []) as readonly SliceObject[]),
      ignored: (request.typesToIgnore ?? []) as readonly string[],
    });
    if (request.dryRun !== true) {
      carryOut(call.writing, removal);
      removeBytes(call, removal.taken);
    }
    return { $type: "::omero::cmd::Delete2Response", deletedObjects: byClass(graph, removal.taken) };
  });

/** The bytes of deleted files and pixels go, too: links as links, whatever they lead to. */
function removeBytes({ backend, writing }: Call, taken: readonly Node[]): void {
  for (const { entity, id, row } of taken) {
    const path =
      entity === "OriginalFile" && row.mimetype !== "Directory"
        ? backend.data.originalFileIfOurs(row)
        : entity === "Pixels"
          ? backend.data.pixels(id)
          : undefined;
    if (path !== undefined) writing.afterwards(() => rmSync(path, { force: true }));
  }
}
