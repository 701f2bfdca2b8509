import type { SliceObject } from "@omero-archiver/ice";

/** What is known of a session when it is made. Times are milliseconds; a limit of 0 is no limit. */
export interface SessionFacts {
  readonly id: number;
  readonly uuid: string;
  readonly userId: number;
  readonly userName: string;
  readonly groupId: number;
  readonly eventType: string;
  readonly agent: string | null;
  readonly started: number;
  readonly sudoer?: Sudoer;
}

/** Who opened a session for somebody else, and what of an administrator's privileges may reach into it. */
export interface Sudoer {
  readonly id: number;
  readonly name: string;
  readonly privileges: ReadonlySet<string>;
  /** The owner of a group acts for a member there, and nowhere else. */
  readonly boundToGroup: boolean;
}

/** An open session. A login opens it, its uuid joins it, and all that joined it share what stands here. */
export class Session {
  /** The group of calls that name none; `setSecurityContext` changes it. */
  groupId: number;
  /** How many logins and joins are using it. */
  references = 0;
  lastUsed: number;
  hits = 0;
  /** Values by which a script and its starter talk. */
  readonly inputs = new Map<string, SliceObject>();
  readonly outputs = new Map<string, SliceObject>();

  /** Called once when the session is over, however it ended. */
  readonly endings = new Set<() => void>();

  constructor(
    readonly facts: SessionFacts,
    public timeToIdle: number,
    public timeToLive: number,
  ) {
    this.groupId = facts.groupId;
    this.lastUsed = facts.started;
  }

  get uuid(): string {
    return this.facts.uuid;
  }

  /** Resets the idle clock. */
  use(now: number): void {
    this.lastUsed = now;
    this.hits++;
  }

  /** Why the session is over at this time, as the server words it; undefined while it is not. */
  overdue(now: number): string | undefined {
    const idle = now - this.lastUsed - this.timeToIdle;
    if (this.timeToIdle > 0 && idle > 0) return this.#exceeded("timeToIdle", this.timeToIdle, idle);
    const alive = now - this.facts.started - this.timeToLive;
    if (this.timeToLive > 0 && alive > 0) return this.#exceeded("timeToLive", this.timeToLive, alive);
    return undefined;
  }

  #exceeded(limit: string, value: number, by: number): string {
    const started = new Date(this.facts.started).toISOString();
    const last = new Date(this.lastUsed).toISOString();
    return `Session (started=${started}, hits=${this.hits}, last access=${last}) exceeded ${limit} (${value}) by ${by} ms`;
  }
}
