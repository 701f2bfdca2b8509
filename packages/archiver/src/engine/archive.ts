import type { Evidence, FileStep } from "../domain/files.js";
import type { Safety, Store } from "../stores/store.js";
import { Batch, type Told, type Tries } from "./batch.js";
import { failurePoint } from "./failure-points.js";
import type { FileTask } from "./task.js";
import type { Thread } from "./threads.js";
import type { Work } from "./work.js";

/** What archiving needs besides files and a thread. */
export interface Archiving {
  readonly store: Store;
  readonly tries: Tries;
  readonly told: Told;
  /** Looks through OMERO at what was replaced. @throws where OMERO does not see it: all of it is put back then */
  prove(tasks: readonly FileTask[]): Promise<void>;
  readonly signal?: AbortSignal;
}

/** A copy that was verified so long ago (ms) is read once more before its original goes. */
const STALE = 24 * 3_600_000;

/**
 * Archives files: copied, verified, safe, replaced, each step committed before the next. Where a file was in the middle of
 * a step when its run ended, that step begins again, by looking at what is there.
 * @throws Unavailable: store or data are not there; what `prove` throws. The files are given back
 */
export async function archive(work: readonly Work[], thread: Thread, archiving: Archiving): Promise<void> {
  const { told, tries } = archiving;
  const batch = new Batch(
    work.map((item) => ({ ...item, step: stepAgain(item) })),
    thread,
    tries,
    told,
  );
  try {
    await batch.advance(["online"], "copy", "copied");
    failurePoint("register: copied");
    await batch.advance(["copied"], "verify", "verified");
    failurePoint("register: verified");
    await askForSafety(batch, archiving);
    failurePoint("register: safe");
    await replaceOriginals(batch, archiving);
    failurePoint("register: archived");
    batch.finish("archived");
  } finally {
    await batch.releaseAll();
  }
}

/** Where a file begins again: whether it is safe is asked anew, as the store, or where its links lead, may have changed. */
function stepAgain({ step, task }: Work): FileStep {
  if (step !== "verified" && step !== "safe") return step;
  return Date.now() - (task.evidence.verifiedAt ?? 0) > STALE ? "copied" : "verified";
}

/** Files whose copies are safe go on; the others are given back until they are to be asked about again. */
async function askForSafety(batch: Batch, { store, signal, told }: Archiving): Promise<void> {
  const tasks = batch.at("verified");
  const answers = await store.safety(tasks.map(copyOf), signal);
  const safe = new Map<FileTask, Partial<Evidence>>();
  const others: Promise<void>[] = [];
  for (const [i, task] of tasks.entries()) {
    const answer = answers[i] as Safety;
    told.judged(task, answer);
    const found = answer.state === undefined ? {} : { storeState: answer.state };
    if (answer.is === "safe") {
      const linkTarget = store.linkTarget(task.evidence.storePath as string);
      safe.set(task, { ...found, linkTarget, ...(answer.vouched ? { verifiedHow: "store" } : {}) });
    } else if (answer.is === "waiting") {
      others.push(batch.wait(task, answer.until, answer.state === task.evidence.storeState ? undefined : found));
    } else {
      others.push(batch.spoilt(task, answer.why));
    }
  }
  await Promise.all([batch.commit(safe, "safe"), ...others]);
}

async function replaceOriginals(batch: Batch, { prove }: Archiving): Promise<void> {
  await batch.stillMine(["safe"]);
  await batch.run(["safe"], "replace");
  try {
    await prove(batch.at("safe"));
  } catch (error) {
    await batch.run(["safe"], "putBack");
    throw error;
  }
  await batch.commit(await batch.run(["safe"], "release"), "archived");
}

export function copyOf({ key, evidence }: FileTask) {
  return {
    key,
    path: evidence.storePath ?? "",
    size: evidence.size ?? 0,
    digests: evidence.digests ?? {},
    copiedAt: evidence.copiedAt ?? 0,
  };
}
