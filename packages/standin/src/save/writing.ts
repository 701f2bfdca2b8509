import type { Viewer } from "../security/viewer.js";
import type { Session } from "../sessions/session.js";
import type { Row, Store } from "../store/store.js";

/** What one call writes: every change is logged under one event, which is made with the first of them. */
export class Writing {
  #event: number | undefined;
  readonly #afterwards: (() => void)[] = [];

  constructor(
    readonly store: Store,
    readonly viewer: Viewer,
    private readonly session: Session,
  ) {}

  /** Who did it, in which session, when. */
  get event(): number {
    this.#event ??= this.store.insert("Event", {
      type: this.store.where("EventType", { value: this.session.facts.eventType })[0]?.id,
      experimenter: this.viewer.userId,
      experimenterGroup: this.viewer.callGroup < 0 ? this.viewer.sessionGroup : this.viewer.callGroup,
      session: this.session.facts.id,
      time: Date.now(),
    });
    return this.#event;
  }

  /** @throws ValidationException, InternalException for what the database does not take; so do the others. */
  insert(entity: string, row: Row): number {
    const { global, immutable } = this.store.model.entity(entity);
    const creation = global ? {} : { creationEventId: this.event };
    const update = global || immutable ? {} : { updateEventId: this.event };
    const id = this.store.insert(entity, { ...row, ...creation, ...update });
    this.#log("INSERT", entity, id);
    return id;
  }

  /** Changes some fields; others stay. */
  update(entity: string, id: number, changes: Row): void {
    const { global, immutable } = this.store.model.entity(entity);
    const update = global || immutable ? {} : { updateEventId: this.event };
    this.store.update(entity, id, { ...changes, ...update });
    this.#log("UPDATE", entity, id);
  }

  remove(entity: string, id: number): void {
    this.store.remove(entity, id);
    this.#log("DELETE", entity, id);
  }

  /** Does something outside of the database once the call's transaction is through. */
  afterwards(work: () => void): void {
    this.#afterwards.push(work);
  }

  finish(): void {
    for (const work of this.#afterwards.splice(0)) work();
  }

  #log(action: string, entity: string, entityId: number): void {
    const entityType = this.store.model.entity(entity).javaName;
    this.store.insert("EventLog", { action, entityType, entityId, event: this.event });
  }
}
