import type { SliceObject } from "@omero-archiver/ice";
import { ChildOptions } from "../graph/child-options.js";
import { planGift, planMove } from "../graph/move.js";
import type { Call } from "../services/service.js";
import type { Row } from "../store/store.js";
import { type Command, failed } from "./command.js";
import { byClass, onGraph } from "./graph-call.js";

/** Chgrp2: moves objects into another group that the user is in. */
export const chgrp: Command = (call, request) =>
  onGraph(call, request, ({ graph, rights, targets }) => {
    const groupId = Number(request.groupId);
    requireMember(call, request, groupId);
    const move = planMove(graph, targets, {
      childOptions: new ChildOptions((request.childOptions ?? []) as readonly SliceObject[]),
      may: (node) => rights.of(node).chgrp,
      refusal: (node) => `does not own ${graph.fullName(node)}`,
    });
    if (request.dryRun !== true) {
      for (const link of move.cut) call.writing.remove(link.entity, link.id);
      for (const node of move.taken) changeDetails(call, node.entity, node.id, { groupId });
    }
    return {
      $type: "::omero::cmd::Chgrp2Response",
      includedObjects: byClass(graph, move.taken),
      deletedObjects: byClass(graph, move.cut),
    };
  });

/** Chown2: gives objects to another user. */
export const chown: Command = (call, request) =>
  onGraph(call, request, ({ graph, viewer, rights, targets }) => {
    const ownerId = Number(request.userId);
    if (viewer.leaderOf.length === 0 && !viewer.privileges.has("Chown")) {
      throw failed(request, "steps-cancel", { message: "not an owner of any group" });
    }
    if (call.backend.store.row("Experimenter", ownerId) === undefined) {
      throw failed(request, "bad-user", { message: `no such user: ${ownerId}` });
    }
    const taken = planGift(graph, targets, (node) => rights.of(node).chown);
    if (request.dryRun !== true) for (const node of taken) changeDetails(call, node.entity, node.id, { ownerId });
    return {
      $type: "::omero::cmd::Chown2Response",
      includedObjects: byClass(graph, taken),
      deletedObjects: new Map(),
    };
  });

function requireMember({ viewer, backend }: Call, request: SliceObject, groupId: number): void {
  const exists = backend.store.row("ExperimenterGroup", groupId) !== undefined;
  const may = viewer.memberOf.includes(groupId) || viewer.privileges.has("Chgrp");
  if (exists && may) return;
  throw failed(request, "not-in-group", { message: "not a member of the chgrp destination group" });
}

function changeDetails({ writing, backend }: Call, entity: string, id: number, changes: Row): void {
  if (!backend.store.model.entity(entity).global) writing.update(entity, id, changes);
}
