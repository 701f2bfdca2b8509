import { randomUUID } from "node:crypto";
import { serverError } from "../errors.js";
import type { Row, Store } from "../store/store.js";
import { groupNamed, membershipsOf } from "./people.js";
import { Session, type Sudoer } from "./session.js";

/** How long a session may be idle when nobody says otherwise, in milliseconds (OMERO's default). */
export const DEFAULT_TIME_TO_IDLE = 600_000;

export interface NewSession {
  readonly user: Row;
  /** Name of the group to be in; the user's default group without one. Whether the user is in it is asked at each call. */
  readonly groupName?: string | null;
  readonly agent: string | null;
  readonly ip?: string | null;
  readonly eventType?: string | null;
  readonly sudoer?: Sudoer;
  readonly timeToIdle?: number;
  readonly timeToLive?: number;
}

/** The open sessions, and their records in the database, which outlive them. */
export class Sessions {
  readonly #open = new Map<string, Session>();

  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {
    // Sessions do not survive the server: what an earlier run left open is closed.
    for (const row of store.where("Session", { closed: null })) {
      store.update("Session", Number(row.id), { closed: this.now() });
    }
  }

  all(): Session[] {
    return [...this.#open.values()];
  }

  find(uuid: string): Session | undefined {
    return this.#open.get(uuid);
  }

  /** @throws ApiUsageException where the group is unknown, or the user has none. */
  open(wanted: NewSession): Session {
    const userId = Number(wanted.user.id);
    const userName = String(wanted.user.omeName);
    const uuid = randomUUID();
    const started = this.now();
    const eventType = wanted.eventType || "User";
    const timeToIdle = wanted.timeToIdle ?? DEFAULT_TIME_TO_IDLE;
    const timeToLive = wanted.timeToLive ?? 0;
    const groupId = this.#groupOf(userId, userName, wanted.groupName);
    const id = this.store.insert("Session", {
      node: this.store.where("Node", {})[0]?.id,
      uuid,
      owner: userId,
      sudoer: wanted.sudoer?.id ?? null,
      timeToIdle,
      timeToLive,
      started,
      closed: null,
      message: "Initial message.",
      defaultEventType: eventType,
      userAgent: wanted.agent,
      userIP: wanted.ip ?? null,
      version: 0,
    });
    const { agent, sudoer } = wanted;
    const facts = { id, uuid, userId, userName, groupId, eventType, agent, started, ...(sudoer && { sudoer }) };
    const session = new Session(facts, timeToIdle, timeToLive);
    this.#open.set(uuid, session);
    return session;
  }

  /** The last to leave ends the session, unless it is detached: then it stays until it times out or is closed. */
  leave(session: Session, detach: boolean): void {
    session.references = Math.max(0, session.references - 1);
    if (session.references === 0 && !detach) this.close(session);
  }

  /** Notes a use of the session. @throws SessionTimeoutException where it is over, and ends it. */
  use(session: Session): void {
    const overdue = session.overdue(this.now());
    if (overdue !== undefined) {
      this.close(session);
      throw serverError("SessionTimeoutException", overdue);
    }
    session.use(this.now());
  }

  setTimes(session: Session, timeToIdle: number, timeToLive: number): void {
    session.timeToIdle = timeToIdle;
    session.timeToLive = timeToLive;
    this.store.update("Session", session.facts.id, { timeToIdle, timeToLive });
  }

  close(session: Session): void {
    if (!this.#open.delete(session.uuid)) return;
    this.store.update("Session", session.facts.id, { closed: this.now() });
    for (const end of [...session.endings]) end();
  }

  /** Ends what has timed out without anybody calling. */
  sweep(): void {
    for (const session of this.all()) {
      if (session.overdue(this.now()) !== undefined) this.close(session);
    }
  }

  #groupOf(userId: number, userName: string, groupName: string | null | undefined): number {
    if (groupName) {
      const group = groupNamed(this.store, groupName);
      if (group === undefined) throw serverError("ApiUsageException", `No such group: ${groupName}`);
      return Number(group.id);
    }
    const first = membershipsOf(this.store, userId)[0];
    if (first === undefined) throw serverError("ApiUsageException", `Can't find default group for ${userName}`);
    return first.groupId;
  }
}
