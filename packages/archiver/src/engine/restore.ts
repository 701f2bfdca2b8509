import type { Recall, Store } from "../stores/store.js";
import { copyOf } from "./archive.js";
import { Batch, type Told, type Tries } from "./batch.js";
import { failurePoint } from "./failure-points.js";
import type { Thread } from "./threads.js";
import type { Work } from "./work.js";

/** What restoring needs besides files and a thread. */
export interface Restoring {
  readonly store: Store;
  readonly tries: Tries;
  readonly told: Told;
  readonly signal?: AbortSignal;
}

/**
 * Brings archived files back: recalled, written beside the link, verified, renamed over it. The copy stays in its store.
 * @throws Unavailable: store or data are not there. The files are given back
 */
export async function restore(work: readonly Work[], thread: Thread, restoring: Restoring): Promise<void> {
  const { store, signal, tries, told } = restoring;
  const batch = new Batch(work, thread, tries, told);
  try {
    for (const task of batch.at("archived")) {
      const answer: Recall = await store.recall(copyOf(task), signal);
      if (answer.is === "waiting") await batch.release([task], answer.until);
    }
    // What an earlier try has brought back is not trusted: it is made again.
    await batch.advance(["archived", "recalled"], "bringBack", "recalled");
    failurePoint("register: recalled");
    await batch.stillMine(["recalled"]);
    await batch.advance(["recalled"], "takeTheLinksPlace", "restored");
    failurePoint("register: restored");
    await batch.commit(new Map(batch.at("restored").map((task) => [task, {}])), "online");
    failurePoint("register: online");
    batch.finish("online");
  } finally {
    await batch.releaseAll();
  }
}
