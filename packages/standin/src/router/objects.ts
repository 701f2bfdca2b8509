import type { Identity, Servant } from "@omero-archiver/ice";

/** The objects that the server behind the router serves, by identity. */
export class ActiveObjects {
  readonly #servants = new Map<string, Servant>();

  add(identity: Identity, servant: Servant): void {
    this.#servants.set(keyOf(identity), servant);
  }

  find(identity: Identity): Servant | undefined {
    return this.#servants.get(keyOf(identity));
  }

  remove(identity: Identity): void {
    this.#servants.delete(keyOf(identity));
  }
}

/** An identity as the key of a map or set. */
export function keyOf(identity: Identity): string {
  return `${identity.category}\0${identity.name}`;
}
