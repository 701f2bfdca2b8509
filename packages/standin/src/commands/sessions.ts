import type { SliceObject } from "@omero-archiver/ice";
import type { Call } from "../services/service.js";
import { sessionObject } from "../services/session.js";
import type { Session } from "../sessions/session.js";
import { eventContext, viewerIn } from "../sessions/viewer-of.js";
import { plainValue, rlong, rtime } from "../values.js";
import { type Command, failed } from "./command.js";

/** CurrentSessionsRequest: everybody's, but the uuids, by which they could be joined, only of one's own or with the privilege. */
export const currentSessions: Command = (call) => {
  const open = call.backend.sessions.all();
  return {
    $type: "::omero::cmd::CurrentSessionsResponse",
    sessions: open.map((session) => (isKnownTo(call, session) ? sessionObject(call, session) : null)),
    contexts: open.map((session) => contextOf(call, session)),
    data: open.map(
      (session) =>
        new Map([
          ["hitCount", rlong(session.hits)],
          ["lastAccessTime", rtime(session.lastUsed)],
        ]),
    ),
  };
};

function isKnownTo({ viewer }: Call, { facts }: Session): boolean {
  return facts.userId === viewer.userId || viewer.privileges.has("ReadSession");
}

function contextOf(call: Call, session: Session): SliceObject {
  const { store } = call.backend;
  const context = eventContext(store, session, viewerIn(store, session, session.groupId));
  return isKnownTo(call, session) ? context : { ...context, sessionUuid: "" };
}

/** UpdateSessionTimeoutRequest: the time limits of one's own session, or of any for administrators. */
export const updateSessionTimeout: Command = ({ backend, viewer }, request) => {
  const session = backend.sessions.find(String(request.session));
  if (session === undefined || !(session.facts.userId === viewer.userId || viewer.isAdmin)) {
    throw failed(request, "no-session");
  }
  const limit = (value: unknown, now: number) => Number(plainValue<number | bigint>(value) ?? now);
  backend.sessions.setTimes(
    session,
    limit(request.timeToIdle, session.timeToIdle),
    limit(request.timeToLive, session.timeToLive),
  );
  return { $type: "::omero::cmd::OK" };
};
