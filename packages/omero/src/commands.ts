import { randomUUID } from "node:crypto";
import type { CallOptions, ObjectProxy, Servant } from "@omero-archiver/ice";
import { commandFailed } from "./errors.js";
import type { CmdERR, CmdHandle, CmdRequest, CmdResponse } from "./generated/types.js";
import { callOptions, type Scope } from "./scope.js";
import type { Session } from "./session.js";

/** Between two looks at a command that does not call back (ms): the first, and the longest. */
const FIRST_LOOK = 100;
const LONGEST_LOOK = 2_000;
/** A command may take this long where the caller says nothing (ms): deletes of large trees take minutes. */
const COMMAND_TIMEOUT = 3_600_000;

/**
 * Runs a command to its end and gives its response. The server calls back when it is done; as calls back may not come
 * through, it is also asked from time to time.
 * @throws CommandFailed where the command ends with an error.
 */
export async function runCommand(session: Session, request: CmdRequest, scope: Scope = {}): Promise<CmdResponse> {
  const doing = request.$type.split("::").pop() ?? request.$type;
  const options = callOptions(scope);
  const proxy = (await session.call(
    session.factory,
    "::omero::cmd::Session",
    "submit",
    [request],
    options,
  )) as ObjectProxy | null;
  if (!proxy) throw new TypeError(`${doing}: the server gave no handle`);
  const handle = session.typed(proxy, "::omero::cmd::Handle");
  const calledBack = await callback(session, handle, options);
  try {
    const response = await outcome(handle, calledBack.finished, scope, doing);
    if (isError(response)) throw commandFailed(response, doing);
    return response;
  } finally {
    calledBack.withdraw();
    await handle.close({ timeoutMs: 10_000 }).catch(() => {
      // The handle went with its session; the response is what counts.
    });
  }
}

async function outcome(handle: CmdHandle, finished: Promise<void>, scope: Scope, doing: string): Promise<CmdResponse> {
  const deadline = Date.now() + (scope.timeoutMs ?? COMMAND_TIMEOUT);
  for (let wait = FIRST_LOOK; ; wait = Math.min(LONGEST_LOOK, wait * 2)) {
    const response = await handle.getResponse(scope.signal ? { signal: scope.signal } : {});
    if (response) return response;
    if (Date.now() > deadline) {
      await handle.cancel().catch(() => false);
      throw new Error(`${doing}: the server has not finished it in time; it was asked to stop`);
    }
    scope.signal?.throwIfAborted();
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, wait).unref())]);
  }
}

/** Offers the server an object to call when the command is done. Where that fails, asking has to do. */
async function callback(
  session: Session,
  handle: CmdHandle,
  options: CallOptions,
): Promise<{ finished: Promise<void>; withdraw: () => void }> {
  let done = () => {};
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  const never = { finished: new Promise<void>(() => {}), withdraw: () => {} };
  try {
    const identity = { category: await session.router.categoryForClient(), name: randomUUID() };
    const servant: Servant = {
      interfaceId: "::omero::cmd::CmdCallback",
      dispatch: (operation) => {
        if (operation === "finished") done();
      },
    };
    session.connection.serve(identity, servant);
    const endpoints = (await session.router.serverProxy())?.endpoints ?? [];
    await handle.addCallback(
      { identity, facet: "", mode: "twoway", secure: false, protocol: "1.0", encoding: "1.1", endpoints },
      options,
    );
    return { finished, withdraw: () => session.connection.withdraw(identity) };
  } catch {
    return never;
  }
}

function isError(response: CmdResponse): response is CmdERR {
  return response.$type === "::omero::cmd::ERR" || response.$type === "::omero::cmd::GraphException";
}
