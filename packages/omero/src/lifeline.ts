import { setTimeout as pause } from "node:timers/promises";
import { ServerUnreachable, SessionExpired } from "./errors.js";
import type { Services } from "./generated/types.js";
import { methods, type Session } from "./session.js";

/** How long a server that has gone away is waited for (ms), where nothing else is said. */
export const PATIENCE = 30_000;
/** Between two tries to reach it (ms): at first, and at most. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;

/**
 * One login over lines that may break. A call on a line that has ended is made on a new one. A call under way when its line
 * broke is made again only where the operation may be repeated (`idempotent` in Slice): of a save nobody knows whether it
 * was done, and its caller is told so.
 */
export class Lifeline {
  private opening: Promise<Session> | undefined;
  /** It was waited for in vain: from then on there is one try at a time. */
  private inVain = false;

  /** @param open logs in again @param patienceMs for how long that is tried; 0: a broken line is the end */
  constructor(
    private session: Session,
    private readonly open: () => Promise<Session>,
    private readonly patienceMs: number,
    private readonly signal?: AbortSignal,
  ) {}

  /** The session as it was last opened; its line may have broken since. */
  get last(): Session {
    return this.session;
  }

  /** A session on a line that stands, as far as is known. @throws ServerUnreachable; LoginFailed where the login is no longer good */
  async current(): Promise<Session> {
    return this.session.connection.over && this.patienceMs > 0 ? this.anew(this.session) : this.session;
  }

  /** A stateless service's operations as methods. */
  service<I extends keyof Services>(interfaceId: I): Services[I] {
    return this.methods(interfaceId, (session) => session.service(interfaceId));
  }

  /** The session's own operations as methods. */
  factory(): Services["::omero::api::ServiceFactory"] {
    return this.methods("::omero::api::ServiceFactory", (session) => session.own);
  }

  private methods<I extends keyof Services>(interfaceId: I, of: (session: Session) => Services[I]): Services[I] {
    return methods(interfaceId, (operation, { mode }, args) =>
      this.run(mode !== "Normal", (session) =>
        (of(session) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[operation]?.(...args),
      ),
    );
  }

  private async run(repeatable: boolean, call: (session: Session) => Promise<unknown> | undefined): Promise<unknown> {
    const session = await this.current();
    try {
      return await call(session);
    } catch (error) {
      // Who was told that there is no such session any more has had nothing done.
      const harmless = error instanceof SessionExpired || (repeatable && error instanceof ServerUnreachable);
      if (!harmless || this.patienceMs === 0) throw error;
      return call(
        await this.anew(session).catch(() => {
          throw error;
        }),
      );
    }
  }

  /** Logs in again in place of a session that is of no use any more; once, however many ask. */
  private anew(spent: Session): Promise<Session> {
    if (this.session !== spent) return Promise.resolve(this.session);
    this.opening ??= this.reopen(spent).finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async reopen(spent: Session): Promise<Session> {
    spent.connection.destroy();
    const deadline = Date.now() + (this.inVain ? 0 : this.patienceMs);
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        this.session = await this.open();
        this.inVain = false;
        return this.session;
      } catch (error) {
        if (!(error instanceof ServerUnreachable)) throw error;
        this.inVain = Date.now() + wait > deadline;
        if (this.inVain) throw error;
        await pause(wait, undefined, this.signal ? { signal: this.signal } : {});
      }
    }
  }
}
