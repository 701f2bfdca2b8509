import type { SliceObject } from "@omero-archiver/ice";
import { SavedGraph } from "../save/answer.js";
import { saveGraph } from "../save/save.js";
import { type Command, failed } from "./command.js";

/** Save: what IUpdate.saveAndReturnObject does, as one request among others. */
export const save: Command = ({ writing, viewer, backend }, request) => {
  const object = request.obj as SliceObject | null;
  if (object === null) throw failed(request, "null-object");
  const saved = new SavedGraph(saveGraph(writing, [object]), backend.store, viewer);
  return { $type: "::omero::api::SaveRsp", obj: saved.object(object) };
};
