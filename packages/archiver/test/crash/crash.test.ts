import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { FAILURE_POINTS } from "#src/engine/failure-points.js";
import { World } from "./world.js";

/** `npm run test:crash -- --kills N` for the long form. */
const KILLS = Number(process.env.KILLS ?? 60);
/** A run begins its work after about this time and is over not long after (ms). */
const BEGIN = 500;
const LENGTH = 2_500;

type Kill = { readonly point: string } | { readonly after: number };

/** Each failure point at its first, second and third time, and as many random moments. */
function* kills(points: readonly string[]): Generator<Kill> {
  for (let round = 1; ; round++) {
    for (const point of points) {
      yield { point: `${point}:${1 + ((round - 1) % 3)}` };
      if (round > 1) yield { after: BEGIN + Math.random() * LENGTH };
    }
  }
}

describe(`${KILLS} runs that are killed`, { timeout: 60_000 + KILLS * 15_000 }, () => {
  let world: World;
  before(async () => {
    world = await World.open();
  });
  after(async () => {
    await world?.close();
  });

  const isRestore = (point: string) =>
    point.startsWith("restore:") || ["register: recalled", "register: restored", "register: online"].includes(point);
  const out = kills(FAILURE_POINTS.filter((point) => !isRestore(point)));
  const back = kills(FAILURE_POINTS.filter((point) => isRestore(point) || point.startsWith("tags:")));

  it("lose no byte, and what they had begun is finished by the next", async (test) => {
    let killed = 0;
    const next = (from: Generator<Kill>) => from.next().value as Kill;
    for (let round = 0; killed < KILLS; round++) {
      assert.ok(round < KILLS * 3, `only ${killed} of ${round * 2} runs died`);
      for (const kind of ["archive", "restore"] as const) {
        const jobs = kind === "archive" ? await world.askForArchiving() : await world.askForRestoring();
        // Killed twice on the way, as trouble seldom comes alone.
        for (let time = 0; time < 2; time++) {
          const kill = next(kind === "archive" ? out : back);
          if (await world.killedRun(kill)) killed++;
          await describeFailure(kill, () => world.checkAfterKill(jobs));
        }
        await world.finish(jobs, kind);
      }
    }
    test.diagnostic(`${killed} kills`);
  });
});

async function describeFailure(kill: Kill, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (cause) {
    throw new Error(`after a kill at ${JSON.stringify(kill)}: ${(cause as Error).message}`, { cause });
  }
}
