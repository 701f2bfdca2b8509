import { formatDistanceStrict } from "date-fns/formatDistanceStrict";
import type { Copy, Safety } from "../store.js";
import type { FileInfo } from "./file-info.js";

/** What a site asks of its appliance. Times in ms, counted from the end of copying. */
export interface Policy {
  readonly releaseStates: readonly string[];
  readonly knownWithin: number;
  readonly ingestedWithin: number;
  readonly askAgainAfter: number;
}

/**
 * Whether an original may go by the appliance's word. Only states on the list let it go, as no order of states is documented:
 * any other waits. (The prototype's formats, Arkivum)
 * @param info undefined: the appliance does not know the file
 */
export function judge(copy: Copy, info: FileInfo | undefined, policy: Policy, now: number): Safety {
  const age = now - copy.copiedAt;
  const ago = `${formatDistanceStrict(copy.copiedAt, now)} after it was copied`;
  const until = now + policy.askAgainAfter;
  if (info === undefined) {
    return age < policy.knownWithin
      ? { is: "waiting", state: "unknown", why: "the appliance has not noticed it yet", until }
      : { is: "refused", state: "unknown", why: `the appliance knows nothing of ${copy.path}, ${ago}` };
  }
  if (info.is === "ingesting") {
    const why = `the appliance is ingesting it (${info.ingestState})`;
    return age < policy.ingestedWithin
      ? { is: "waiting", state: "initial", why, until }
      : { is: "waiting", state: "initial", why: `${why}, ${ago}`, until, late: true };
  }
  const state = info.replicationState;
  const mismatch = differs(copy, info);
  if (mismatch) return { is: "refused", state, why: `the appliance has other bytes than ${copy.path}: ${mismatch}` };
  if (policy.releaseStates.includes(state)) return { is: "safe", state, vouched: true };
  return { is: "waiting", state, why: `the appliance calls it ${state}`, until };
}

function differs({ size, digests }: Copy, info: Extract<FileInfo, { is: "final" }>): string | undefined {
  if (info.size !== size) return `${info.size} bytes, and ${size} were copied`;
  if (info.md5 !== digests.md5) return `md5 ${info.md5}, and ${digests.md5} was copied`;
  return undefined;
}
