import type { ObjectProxy, SliceObject } from "@omero-archiver/ice";
import { load } from "../../query/index.js";
import type { Ended } from "../../scripts/processor.js";
import type { Session } from "../../sessions/session.js";
import type { Row } from "../../store/store.js";
import { unloaded } from "../../values.js";
import { checksum } from "../checksum.js";
import { FileBytes } from "../file-bytes.js";
import type { Call, Operations, Service } from "../service.js";

const NAME = "omero.grid.ScriptProcess";
const CALLBACK = "::omero::grid::ProcessCallback";

/**
 * Starts a script, and gives what its starter is handed: a job in the database, and a process to ask for its end and results.
 * @param session the script's own; it ends with the script
 * @returns as `Call.serve` takes it
 */
export function scriptProcess(
  call: Call,
  script: Row,
  text: string,
  inputs: ReadonlyMap<string, SliceObject>,
  session: Session,
): [name: string, service: Service] {
  const { backend } = call;
  for (const [name, value] of inputs) session.inputs.set(name, value);
  const job = call.later((later) => newJob(later, script));
  const running = backend.processor.start(text, session.uuid, { "omero.job": String(job) });
  const callbacks = new Map<string, ObjectProxy>();
  let ended: Ended | undefined;

  const finished = running.ended.then((end) => {
    call.later((later) => {
      for (const stream of ["stdout", "stderr"] as const)
        if (end[stream].length > 0) session.outputs.set(stream, kept(later, job, stream, end[stream]));
      setState(later, job, end.code === 0 ? "Finished" : "Error", { finished: Date.now() });
    });
    ended = end;
    backend.sessions.close(session);
    for (const callback of callbacks.values()) backend.callBack(callback, CALLBACK, "processFinished", [end.code]);
    return end;
  });
  finished.catch((error) => console.error("The end of a script could not be noted:", error));

  const operations: Operations = {
    poll: () => (ended === undefined ? null : { $type: "::omero::RInt", val: ended.code }),
    wait: async () => (await finished).code,
    /** Not once it has begun, which it has. */
    cancel: () => false,
    kill: () => running.kill("SIGKILL"),
    shutdown: () => void running.kill("SIGTERM"),
    registerCallback: (_call, callback: ObjectProxy | null) => {
      if (callback !== null) callbacks.set(callback.identity.name, callback);
    },
    unregisterCallback: (_call, callback: ObjectProxy | null) => void callbacks.delete(callback?.identity.name ?? ""),
    getJob: ({ viewer }) => load(backend.store, "ScriptJob", [job], viewer)[0],
    getResults: async (_call, seconds: number) => {
      let late: NodeJS.Timeout | undefined;
      const tooLate = new Promise<void>((resolve) => {
        late = setTimeout(resolve, seconds * 1_000);
      });
      await Promise.race([finished, tooLate]);
      clearTimeout(late);
      return session.outputs;
    },
    setMessage: ({ writing }, message: string) => {
      const before = backend.store.row("ScriptJob", job)?.message;
      writing.update("ScriptJob", job, { message });
      return String(before ?? "");
    },
  };
  const closing = (_call: Call, detach: boolean) => {
    callbacks.clear();
    if (!detach) running.kill("SIGTERM");
  };
  return [NAME, { stateful: true, open: () => ({ operations, closing }) }];
}

function newJob(call: Call, script: Row): number {
  const now = Date.now();
  const { writing, viewer, session, backend } = call;
  const job = writing.insert("ScriptJob", {
    username: viewer.userName,
    groupname: backend.store.row("ExperimenterGroup", session.groupId)?.name ?? null,
    type: "Script",
    message: "",
    status: statusId(call, "Running"),
    ...{ submitted: now, scheduledFor: now, started: now },
    description: String(script.name),
    ...own(call),
  });
  writing.insert("JobOriginalFileLink", { parent: job, child: Number(script.id), ...own(call) });
  return job;
}

function setState(call: Call, job: number, status: string, more: Row): void {
  call.writing.update("ScriptJob", job, { status: statusId(call, status), ...more });
}

function statusId({ backend }: Call, value: string): unknown {
  return backend.store.where("JobStatus", { value })[0]?.id;
}

/** What a script has said, as a file that goes with its job. */
function kept(call: Call, job: number, name: string, bytes: Buffer): SliceObject {
  const { writing, backend } = call;
  const hasher = backend.store.where("ChecksumAlgorithm", { value: "SHA1-160" })[0]?.id ?? null;
  const fields = { name, path: "/", mimetype: "text/plain", size: bytes.length, hasher };
  const id = writing.insert("OriginalFile", { ...fields, ...own(call) });
  const file = new FileBytes(backend.data.originalFile({ id, repo: null }));
  file.write(bytes, 0);
  writing.update("OriginalFile", id, { hash: checksum("SHA1-160", file) ?? null });
  writing.insert("JobOriginalFileLink", { parent: job, child: id, ...own(call) });
  return { $type: "::omero::RObject", val: unloaded("OriginalFile", id) };
}

function own({ viewer, session }: Call): Row {
  return { ownerId: viewer.userId, groupId: session.groupId };
}
