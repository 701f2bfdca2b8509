import { serverError } from "../errors.js";
import type { Call } from "./service.js";

/** @throws SecurityViolation for who is not in the group of administrators, restricted or not. */
export function requireSystem({ viewer, session, backend }: Call): void {
  if (viewer.isAdmin) return;
  const names = viewer.memberOf.map((id) => backend.store.row("ExperimenterGroup", id)?.name).join(", ");
  throw serverError(
    "SecurityViolation",
    `No matching roles found in [${names}] for session ${session.uuid} (allowed: [system])`,
  );
}

/** @throws SecurityViolation for who has not given his password in this login but joined a session. */
export function requirePassword({ byPassword }: Call): void {
  if (!byPassword) throw serverError("SecurityViolation", "Bad authentication credentials for this action.");
}
