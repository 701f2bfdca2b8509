import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { Store } from "../store/store.js";

const KEY_BYTES = 32;
const COST = { N: 16_384, r: 8, p: 1 } as const;

/** Users' passwords, kept beside the model's tables as scrypt hashes. A user without one cannot log in. */
export class Passwords {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.db.exec("CREATE TABLE IF NOT EXISTS password (experimenter_id INTEGER PRIMARY KEY, hash TEXT NOT NULL)");
  }

  has(userId: number): boolean {
    return this.#hash(userId) !== undefined;
  }

  /** Sets or, with null or "", takes away a user's password. */
  set(userId: number, password: string | null): void {
    this.#store.db.prepare("DELETE FROM password WHERE experimenter_id = ?").run(userId);
    if (!password) return;
    const salt = randomBytes(16);
    const hash = `${salt.toString("base64")}$${derive(password, salt).toString("base64")}`;
    this.#store.db.prepare("INSERT INTO password (experimenter_id, hash) VALUES (?, ?)").run(userId, hash);
  }

  matches(userId: number, password: string): boolean {
    const [salt, key] = (this.#hash(userId) ?? "").split("$");
    if (!salt || !key || password === "") return false;
    return timingSafeEqual(derive(password, Buffer.from(salt, "base64")), Buffer.from(key, "base64"));
  }

  #hash(userId: number): string | undefined {
    const row = this.#store.db.prepare("SELECT hash FROM password WHERE experimenter_id = ?").get(userId);
    return row === undefined ? undefined : String((row as { hash: unknown }).hash);
  }
}

function derive(password: string, salt: Buffer): Buffer {
  return scryptSync(password.normalize("NFKC"), salt, KEY_BYTES, COST);
}
