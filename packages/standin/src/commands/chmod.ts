import { globalRights, parsePermissions } from "../security/permissions.js";
import { type Command, failed, graphFailed } from "./command.js";
import { byClass, onGraph } from "./graph-call.js";

const PERMISSIONS = /^([Rr_-][AaWw_-]){3}$/;

/** Chmod2: the permissions of groups, by their owners and by administrators who may change groups. */
export const chmod: Command = (call, request) =>
  onGraph(call, request, ({ graph, viewer, targets }) => {
    const wanted = String(request.permissions);
    if (!PERMISSIONS.test(wanted)) {
      throw failed(request, "bad-permissions", { message: "Permissions are of the form: ([Rr_-][AaWw_-]){3}" });
    }
    const permissions = parsePermissions(wanted.toLowerCase().replaceAll("_", "-"));
    for (const group of targets) {
      const isGroup = group.entity === "ExperimenterGroup";
      if (!isGroup || !(viewer.leaderOf.includes(group.id) || globalRights(viewer, group.entity).edit)) {
        throw graphFailed(request, `not permitted to change permissions on ${graph.fullName(group)}`);
      }
    }
    if (request.dryRun !== true) for (const { entity, id } of targets) call.writing.update(entity, id, { permissions });
    return {
      $type: "::omero::cmd::Chmod2Response",
      includedObjects: byClass(graph, targets),
      deletedObjects: new Map(),
    };
  });
