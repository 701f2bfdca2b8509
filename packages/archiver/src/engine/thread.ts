import { parentPort, workerData } from "node:worker_threads";
import { Signals } from "../disk/signals.js";
import type { Phase } from "./phase.js";
import { bringBack, takeTheLinksPlace } from "./steps/bring-back.js";
import { copy } from "./steps/copy.js";
import { putBack, release } from "./steps/release.js";
import { replace } from "./steps/replace.js";
import { verify } from "./steps/verify.js";
import type { FileTask, Rules } from "./task.js";

/** Every step that threads do. */
const PHASES = { copy, verify, replace, release, putBack, bringBack, takeTheLinksPlace } satisfies Record<
  string,
  Phase
>;
export type PhaseName = keyof typeof PHASES;

export interface ThreadData {
  readonly rules: Rules;
  readonly signals: SharedArrayBuffer;
  /** Bytes a second. */
  readonly limit?: number;
}

export interface Order {
  readonly phase: PhaseName;
  readonly tasks: readonly FileTask[];
}

if (parentPort) {
  const port = parentPort;
  const { rules, signals, limit } = workerData as ThreadData;
  const shared = new Signals(limit, signals);
  port.on("message", async ({ phase, tasks }: Order) => port.postMessage(await PHASES[phase](tasks, rules, shared)));
}
