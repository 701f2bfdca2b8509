import { ServerUnreachable, SessionExpired, TimeoutError } from "@omero-archiver/omero";
import { NotTheirs } from "./owners.js";

/** The line to the server, or the session on it, is gone: the same call would fail for anything. */
export function lineIsLost(error: unknown): boolean {
  return error instanceof ServerUnreachable || error instanceof SessionExpired || error instanceof TimeoutError;
}

/**
 * Does work on many things at once. Where the server refuses, on the half of them, and so on: so a bad thing is found, and
 * does not keep the others back.
 * @param refused is told of each that is refused by itself
 * @throws what `work` throws when the line is lost, or with NotTheirs: the same would happen to any of them
 */
export async function inHalves<T>(
  things: readonly T[],
  work: (things: readonly T[]) => Promise<void>,
  refused: (thing: T, cause: unknown) => void,
): Promise<void> {
  const [first, ...others] = things;
  if (first === undefined) return;
  try {
    await work(things);
  } catch (cause) {
    if (lineIsLost(cause) || cause instanceof NotTheirs) throw cause;
    if (others.length === 0) return refused(first, cause);
    const half = things.length >> 1;
    await inHalves(things.slice(0, half), work, refused);
    await inHalves(things.slice(half), work, refused);
  }
}
