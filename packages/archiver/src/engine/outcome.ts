import { Interrupted } from "../disk/signals.js";
import type { Evidence } from "../domain/files.js";
import { StoreUnavailable } from "../stores/marker.js";

/**
 * What a step came to for one file. `anew`: what was made so far is of no use, the file starts again from its original;
 * `interrupted`: somebody asked to stop. `unavailable` is never a file's fault: its store, or OMERO's data, is not there.
 */
export type Outcome =
  | { readonly is: "done"; readonly found: Partial<Evidence> }
  | { readonly is: "failed"; readonly cause: string }
  | { readonly is: "ignored"; readonly reason: string }
  | { readonly is: "missing" }
  | { readonly is: "anew"; readonly why: string }
  | { readonly is: "interrupted" }
  | { readonly is: "unavailable"; readonly what: "store" | "data"; readonly cause: string };

/** Ends the step on one file with an outcome that is not `done`. */
export class Stop extends Error {
  override readonly name = "Stop";

  constructor(readonly outcome: Exclude<Outcome, { is: "done" }>) {
    super("cause" in outcome ? outcome.cause : outcome.is);
  }
}

export function failed(cause: string): Stop {
  return new Stop({ is: "failed", cause });
}

export function ignored(reason: string): Stop {
  return new Stop({ is: "ignored", reason });
}

export function anew(why: string): Stop {
  return new Stop({ is: "anew", why });
}

export function unavailable(what: "store" | "data", cause: string): Stop {
  return new Stop({ is: "unavailable", what, cause });
}

/** What a whole disk suffers from, and no single file. */
const DISK_TROUBLE: Readonly<Record<string, string>> = {
  ENOSPC: "is full",
  EDQUOT: "is full, by its quota",
  EROFS: "is read-only",
  ENOTCONN: "is not there any more",
  ESTALE: "is not there any more",
  ENODEV: "is not there any more",
  EHOSTDOWN: "is not there any more",
};

/** An error of writing to a disk: where the disk itself is in trouble that is no file's fault. */
export function writeFailed(what: "store" | "data", root: string, error: unknown): unknown {
  const trouble = DISK_TROUBLE[(error as NodeJS.ErrnoException).code ?? ""];
  if (trouble === undefined) return error;
  const whose = what === "store" ? `the store ${root}` : `OMERO's data ${root}`;
  return unavailable(what, `${whose}: its disk ${trouble} (${(error as Error).message})`);
}

/** What an exception of a step means for the file. Whatever is not expected stops that file, never the run. */
export function outcomeOf(error: unknown): Exclude<Outcome, { is: "done" }> {
  if (error instanceof Stop) return error.outcome;
  if (error instanceof Interrupted) return { is: "interrupted" };
  if (error instanceof StoreUnavailable) return { is: "unavailable", what: "store", cause: error.message };
  return { is: "failed", cause: error instanceof Error ? error.message : String(error) };
}
