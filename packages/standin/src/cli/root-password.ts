import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { databaseFileIn } from "../standin.js";

/** The password to set for root: the one given; else, for a new data directory, one that is made up and kept in there. */
export function rootPasswordFor(dataDir: string, given: string | undefined): string | undefined {
  if (given !== undefined || existsSync(databaseFileIn(dataDir))) return given;
  const password = randomBytes(12).toString("base64url");
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, "root-password"), `${password}\n`, { mode: 0o600 });
  return password;
}
