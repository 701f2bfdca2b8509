import { setTimeout as sleep } from "node:timers/promises";
import { SliceException } from "@omero-archiver/ice";
import type { Row, Store } from "../store/store.js";
import type { Passwords } from "./passwords.js";
import { experimenterNamed } from "./people.js";
import type { Session } from "./session.js";
import type { Sessions } from "./sessions.js";
import { LoginThrottle } from "./throttle.js";

export interface LoggedIn {
  readonly session: Session;
  /** Some calls are only for who has just given his password, not for who joined with a session's uuid. */
  readonly byPassword: boolean;
}

/** What `Router.createSession` asks: by name and password for a new session, or by a session's uuid, twice, to join it. */
export class Login {
  readonly #throttle = new LoginThrottle();

  constructor(
    private readonly store: Store,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
  ) {}

  /** @throws PermissionDeniedException, WrappedCreateSessionException */
  async login(name: string, password: string, context: Readonly<Record<string, string>>): Promise<LoggedIn> {
    const joined = this.sessions.find(name);
    if (joined !== undefined && password !== name) {
      throw denied("username and password must be equal; use joinSession");
    }
    const user = joined ? undefined : await this.#authenticate(name, password);
    if (!context["omero.client.uuid"]) throw cannotCreate("", "omero.ApiUsageException");
    if (joined) return { session: joined, byPassword: false };
    try {
      const session = this.sessions.open({
        user: user as Row,
        groupName: context["omero.group"] ?? null,
        agent: context["omero.agent"] ?? null,
        ip: context["omero.ip"] ?? null,
        eventType: context["omero.event"] ?? null,
      });
      return { session, byPassword: true };
    } catch (error) {
      if (!(error instanceof SliceException)) throw error;
      throw cannotCreate(String(error.members.message), String(error.members.serverExceptionClass));
    }
  }

  async #authenticate(name: string, password: string): Promise<Row> {
    const user = experimenterNamed(this.store, name);
    if (user !== undefined && this.passwords.matches(Number(user.id), password)) {
      this.#throttle.succeeded(name);
      return user;
    }
    const wait = this.#throttle.failed(name);
    if (wait > 0) await sleep(wait);
    throw denied(`Password check failed for '${name}': [${this.#whatIsKnown(name, user)}]`);
  }

  #whatIsKnown(name: string, user: Row | undefined): string {
    if (user !== undefined) return `id=${user.id}`;
    const ended = this.store.where("Session", { uuid: name })[0];
    if (ended === undefined) return "";
    const owner = this.store.row("Experimenter", Number(ended.owner))?.omeName;
    return `user=${owner}, created=${time(ended.started)}, closed=${time(ended.closed)}`;
  }
}

function time(ms: unknown): string {
  return new Date(Number(ms)).toISOString().replace("T", " ").replace("Z", "");
}

function denied(reason: string): SliceException {
  return new SliceException("::Glacier2::PermissionDeniedException", { reason });
}

function cannotCreate(reason: string, type: string): SliceException {
  return new SliceException("::omero::WrappedCreateSessionException", {
    reason,
    concurrency: false,
    backOff: -1,
    type,
  });
}
