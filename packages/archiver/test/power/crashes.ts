import { blocksOf, type Effect, type History, type Kept } from "./disk-model.js";

/** A crash: when, and what it leaves of what was at risk. */
export interface Crash {
  /** So many operations were done. */
  readonly done: number;
  readonly kept: Kept;
  /** In words. */
  readonly what: string;
}

/** Numbers from 0 to 1 that are the same for the same seed. (mulberry32) */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Crashes after each operation. All combinations of what may be lost are too many; these are: all lost, none lost, each one
 * lost alone, each one kept alone, and some at random, in which a write may also have come to the disk in part.
 */
export function* crashes(history: History, random: () => number, atRandom: number): Generator<Crash> {
  for (let done = 0; done <= history.operations.length; done++) {
    const atRisk = history.atRisk(done);
    const all = new Map(atRisk.map((effect) => [effect, "whole"] as const));
    yield { done, kept: new Map(), what: "nothing that was not synced is there" };
    if (atRisk.length === 0) continue;
    yield { done, kept: all, what: "everything is there" };
    if (atRisk.length > 1)
      for (const effect of atRisk) {
        const without = new Map(all);
        without.delete(effect);
        yield { done, kept: without, what: `lost: ${wordsOf(effect)}` };
        yield { done, kept: new Map([[effect, "whole"]]), what: `of what was not synced only: ${wordsOf(effect)}` };
      }
    for (let i = 0; i < atRandom; i++) {
      const kept = new Map<Effect, "whole" | ReadonlySet<number>>();
      for (const effect of atRisk) {
        const draw = random();
        if (draw < 1 / 3) continue;
        kept.set(effect, draw < 2 / 3 ? "whole" : inPart(effect, random));
      }
      yield { done, kept, what: `at random, there: ${[...kept.keys()].map(wordsOf).join("; ")}` };
    }
  }
}

function inPart({ change }: Effect, random: () => number): "whole" | ReadonlySet<number> {
  if (change.is !== "bytes") return "whole";
  return new Set(blocksOf(change.offset, change.bytes.length).filter(() => random() < 0.5));
}

function wordsOf({ change }: Effect): string {
  switch (change.is) {
    case "name":
      return change.to === undefined ? `${change.path} removed` : `the name ${change.path}`;
    case "bytes":
      return `${change.bytes.length} bytes at ${change.offset} of the file ${change.node}`;
    case "size":
      return `size ${change.size} of the file ${change.node}`;
    case "mode":
      return `mode of the file ${change.node}`;
  }
}
