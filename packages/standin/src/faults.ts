import { RequestFailed, SliceException, UnknownServerError } from "@omero-archiver/ice";
import { CommandFailed } from "./commands/command.js";

/** Passes on what clients know how to take; anything else is a fault of ours, reported here before it goes out as an unknown exception. */
export function reportingFaults<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const known = [SliceException, RequestFailed, UnknownServerError, CommandFailed].some(
      (kind) => error instanceof kind,
    );
    if (!known) console.error("A call failed inside the stand-in:", error);
    throw error;
  }
}
