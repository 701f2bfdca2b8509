import type { Permissions } from "./generated/types.js";

const READ = 4;
const WRITE = 2;
const ANNOTATE = 1;

/**
 * A group's permissions, of what OMERO's users know as `rw----` (private), `rwr---` (read-only), `rwra--` (read-annotate) and
 * `rwrw--` (read-write): for owner, group and world whether they may read, and write or annotate. Who may write may annotate.
 * (Bits as OMERO keeps them: three a role, all others set)
 */
export function groupPermissions(text: string): Permissions {
  let bits = 0n;
  for (let role = 0; role < 3; role++) {
    const [read, write] = [text[2 * role], text[2 * role + 1]];
    const right = (read === "r" ? READ : 0) | (write === "w" ? WRITE | ANNOTATE : write === "a" ? ANNOTATE : 0);
    bits = (bits << 4n) | BigInt(right);
  }
  return { $type: "::omero::model::Permissions", perm1: Number(BigInt.asIntN(64, ~0x777n | bits)) } as Permissions;
}
