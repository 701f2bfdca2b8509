import { SliceException, type SliceObject } from "@omero-archiver/ice";
import { serverError } from "../errors.js";
import { loadWith } from "../query/index.js";
import { experimenterNamed, groupNamed, membershipsOf } from "../sessions/people.js";
import type { Session, Sudoer } from "../sessions/session.js";
import type { NewSession } from "../sessions/sessions.js";
import { plainValue, unloaded } from "../values.js";
import { requirePassword } from "./roles.js";
import type { Call, Operations, Service } from "./service.js";

/** Answers of `closeSession`: how many still use the session would be positive. */
const CLOSED = -2;
const UNKNOWN = -1;

const SUDO = "Sudo";

const operations: Operations = {
  createUserSession: (call, timeToLive: number, timeToIdle: number, groupName: string) => {
    requirePassword(call);
    const { userName, eventType, agent } = call.session.facts;
    return opened(call, {
      user: knownUser(call, userName),
      groupName,
      eventType,
      agent,
      ...limits(timeToLive, timeToIdle),
    });
  },

  createSessionWithTimeout: (call, principal: SliceObject | null, timeToLive: number) =>
    sudo(call, principal, { timeToLive: Number(timeToLive) }),

  createSessionWithTimeouts: (call, principal: SliceObject | null, timeToLive: number, timeToIdle: number) =>
    sudo(call, principal, limits(timeToLive, timeToIdle)),

  getSession: (call, uuid: string) => sessionObject(call, known(call, uuid)),
  getReferenceCount: (call, uuid: string) => known(call, uuid).references,

  closeSession: ({ backend }, session: SliceObject | null) => {
    const open = backend.sessions.find(plainValue<string>(session?.uuid) ?? "");
    if (open === undefined) return UNKNOWN;
    backend.sessions.close(open);
    return CLOSED;
  },

  getMyOpenSessions: (call) => mine(call, () => true),
  getMyOpenAgentSessions: (call, agent: string) => mine(call, (session) => session.facts.agent === agent),
  getMyOpenClientSessions: (call) => mine(call, (session) => session.references > 0),

  setInput: (call, uuid: string, key: string, value: SliceObject | null) => put(known(call, uuid).inputs, key, value),
  setOutput: (call, uuid: string, key: string, value: SliceObject | null) => put(known(call, uuid).outputs, key, value),
  getInput: (call, uuid: string, key: string) => known(call, uuid).inputs.get(key) ?? null,
  getOutput: (call, uuid: string, key: string) => known(call, uuid).outputs.get(key) ?? null,
  getInputKeys: (call, uuid: string) => [...known(call, uuid).inputs.keys()],
  getOutputKeys: (call, uuid: string) => [...known(call, uuid).outputs.keys()],
  getInputs: (call, uuid: string) => known(call, uuid).inputs,
  getOutputs: (call, uuid: string) => known(call, uuid).outputs,
};

export const sessionService: Service = { stateful: false, operations };

/** Whoever knows a session's uuid may ask for it. */
function known({ backend }: Call, uuid: string): Session {
  const session = backend.sessions.find(uuid);
  if (session === undefined) throw serverError("RemovedSessionException", `No context for ${uuid}`);
  return session;
}

function put(values: Map<string, SliceObject>, key: string, value: SliceObject | null): void {
  if (value === null) throw serverError("ApiUsageException", "Can't handle input class java.lang.Object");
  values.set(key, value);
}

function limits(timeToLive: number, timeToIdle: number): { timeToLive: number; timeToIdle: number } {
  return { timeToLive: Number(timeToLive), timeToIdle: Number(timeToIdle) };
}

/**
 * Opens a session for somebody else: administrators with the privilege for anybody, the owner of a group for others in that group,
 * to which such a session is bound. Whether the user is a member of the group shows at the session's calls (measured on OMERO 5.6).
 */
function sudo(
  call: Call,
  principal: SliceObject | null,
  times: { timeToLive: number; timeToIdle?: number },
): SliceObject {
  const { viewer, backend } = call;
  if (principal === null) throw serverError("ApiUsageException", "No principal is given.");
  const user = knownUser(call, String(principal.name));
  const groupName = String(principal.group ?? "");
  const asAdmin = viewer.isAdmin && viewer.privileges.has(SUDO);
  if (!asAdmin) {
    const group = groupName
      ? groupNamed(backend.store, groupName)
      : backend.store.row("ExperimenterGroup", membershipsOf(backend.store, Number(user.id))[0]?.groupId ?? -1);
    if (group === undefined) throw cannotCreate();
    if (!viewer.leaderOf.includes(Number(group.id))) {
      throw serverError("SecurityViolation", `Group sudo is not permitted for group ${group.name} (gid=${group.id})`);
    }
  }
  const sudoer: Sudoer = {
    id: viewer.userId,
    name: viewer.userName,
    privileges: viewer.privileges,
    boundToGroup: !asAdmin,
  };
  const eventType = String(principal.eventType ?? "");
  return opened(call, { user, groupName, eventType, agent: "OMERO.sudo", sudoer, ...times });
}

function opened(call: Call, wanted: NewSession): SliceObject {
  try {
    return sessionObject(call, call.backend.sessions.open(wanted));
  } catch (error) {
    if (error instanceof SliceException && error.$type === "::omero::ApiUsageException") throw cannotCreate();
    throw error;
  }
}

function knownUser({ backend }: Call, omeName: string) {
  const user = experimenterNamed(backend.store, omeName);
  if (user === undefined) throw cannotCreate();
  return user;
}

function cannotCreate(): SliceException {
  return new SliceException("::omero::AuthenticationException", { reason: "Error creating session." });
}

function mine(call: Call, chosen: (session: Session) => boolean): SliceObject[] {
  return call.backend.sessions
    .all()
    .filter((session) => session.facts.userId === call.viewer.userId && chosen(session))
    .map((session) => sessionObject(call, session));
}

/** A session as the model has it, for who knows of it; its details tell the user, and the group that it is in now. */
export function sessionObject({ backend, viewer }: Call, session: Session): SliceObject {
  const all = { ...viewer, isAdmin: true, privileges: new Set([...viewer.privileges, "ReadSession"]) };
  const [object] = loadWith(backend.store, "Session", [session.facts.id], all, ["owner", "sudoer"]);
  const group = backend.store.row("ExperimenterGroup", session.groupId);
  return {
    ...object,
    details: {
      $type: "::omero::model::Details",
      owner: object?.owner ?? null,
      group: unloaded("ExperimenterGroup", session.groupId),
      permissions: { $type: "::omero::model::Permissions", perm1: group?.permissions },
    },
  } as SliceObject;
}
