import { SliceException, type SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { load } from "../query/index.js";
import { deleteObject } from "../save/delete-object.js";
import { checkedInputs } from "../scripts/inputs.js";
import { OfficialScripts } from "../scripts/official.js";
import type { Session } from "../sessions/session.js";
import { ALL_GROUPS } from "../sessions/viewer-of.js";
import type { Row } from "../store/store.js";
import { idOf } from "../values.js";
import { scriptProcess } from "./script/script-process.js";
import type { Call, Operations, Service } from "./service.js";

/** The session's output in which a script leaves what it says of itself. */
const PARSED = "omero.scripts.parse";

/** Scripts that users start, and administrators keep. Those who bring their own run them on their own machines. */
const operations: Operations = {
  getScripts: (call) => objects(call, new OfficialScripts(call).all()),
  getUserScripts: () => [],
  getScriptID: (call, path: string) => Number(new OfficialScripts(call).at(path)?.id ?? -1),
  getScriptText: (call, id: number) => new OfficialScripts(call).text(required(call, id)),
  canRunScript: ({ backend }) => backend.processor.isThere,

  uploadOfficialScript: (call, path: string, text: string) => {
    requireKeeper(call, "No permission to upload script");
    return new OfficialScripts(call).add(path, text);
  },
  editScript: (call, file: SliceObject | null, text: string) => {
    const row = required(call, (file && idOf(file)) ?? -1);
    requireKeeper(call, `No permission to edit script with id ${row.id}`);
    new OfficialScripts(call).change(row, text);
  },
  /** Its file goes in any case; one that has run stays in the database, for its jobs name it (measured on OMERO 5.6). */
  deleteScript: (call, id: number) => {
    const row = required(call, id);
    requireKeeper(call, `No permission to delete script with id ${id}`);
    new OfficialScripts(call).removeFile(row);
    deleteObject(call.writing, "OriginalFile", Number(id));
  },

  getParams: (call, id: number) => {
    const row = new OfficialScripts(call).byId(Number(id));
    return row === undefined ? null : paramsOf(call, row);
  },
  runScript: async (call, id: number, given: ReadonlyMap<string, SliceObject | null>) => {
    const row = required(call, id);
    const text = new OfficialScripts(call).text(row);
    const { inputs } = (await paramsOf(call, row)) as { inputs?: ReadonlyMap<string, SliceObject> };
    const checked = checkedInputs(inputs ?? new Map(), given);
    return call.serve(...scriptProcess(call, row, text, checked, sessionFor(call)));
  },
};

export const scriptService: Service = { stateful: false, operations };

/** What a script says of itself. @throws ValidationException where it does not */
function paramsOf(call: Call, row: Row): Promise<SliceObject> {
  const { parameters } = call.backend.processor;
  const text = new OfficialScripts(call).text(row);
  let params = parameters.get(text);
  if (params === undefined) {
    params = parsed(call, String(row.name), text);
    parameters.set(text, params);
    params.catch(() => parameters.delete(text));
  }
  return params;
}

/** Runs a script only so far that it says what it wants. */
async function parsed(call: Call, name: string, text: string): Promise<SliceObject> {
  const { backend } = call;
  const session = sessionFor(call);
  try {
    const { stderr } = await backend.processor.start(text, session.uuid, { [PARSED]: "true" }).ended;
    const params = session.outputs.get(PARSED)?.val as SliceObject | undefined;
    if (params === undefined)
      throw serverError("ValidationException", `${name} does not say its parameters:\n${stderr.toString("utf8")}`);
    return params;
  } finally {
    backend.sessions.close(session);
  }
}

/** A session of the caller's own, in the group that the caller is in, for a script to join. @throws NoProcessorAvailable */
function sessionFor({ backend, viewer, session }: Call): Session {
  if (!backend.processor.isThere)
    throw new SliceException("::omero::NoProcessorAvailable", {
      message: "No processor available!",
      serverExceptionClass: "",
      serverStackTrace: "",
      processorCount: 0,
    });
  const { sudoer } = session.facts;
  return backend.sessions.open({
    user: backend.store.row("Experimenter", viewer.userId) as Row,
    groupName: String(backend.store.row("ExperimenterGroup", session.groupId)?.name),
    agent: "OMERO.process",
    ...(sudoer && { sudoer }),
  });
}

function required(call: Call, id: number): Row {
  const row = new OfficialScripts(call).byId(Number(id));
  if (row === undefined) throw serverError("ApiUsageException", `No script with id ${id}`);
  return row;
}

/** @throws SecurityViolation */
function requireKeeper({ viewer }: Call, message: string): void {
  if (!viewer.isAdmin || !viewer.privileges.has("WriteScriptRepo")) throw serverError("SecurityViolation", message);
}

function objects({ backend, viewer }: Call, rows: readonly Row[]) {
  const ids = rows.map(({ id }) => Number(id));
  return load(backend.store, "OriginalFile", ids, { ...viewer, callGroup: ALL_GROUPS });
}
