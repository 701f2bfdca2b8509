const WAIT_MS = 1_000;
const REMEMBERED = 10_000;

/** Slows down who guesses passwords: from the second wrong one of a user in a row on, the answer waits (measured on OMERO 5.6). */
export class LoginThrottle {
  readonly #failures = new Map<string, number>();

  /** Counts a wrong password; tells how long its answer has to wait, in milliseconds. */
  failed(userName: string): number {
    const count = (this.#failures.get(userName) ?? 0) + 1;
    if (this.#failures.size >= REMEMBERED) this.#failures.clear();
    this.#failures.set(userName, count);
    return count > 1 ? WAIT_MS : 0;
  }

  succeeded(userName: string): void {
    this.#failures.delete(userName);
  }
}
