import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { JobId } from "#src/domain/ids.js";
import { jobById } from "#src/register/jobs.js";
import { restartJobs } from "#src/services/restart.js";
import { World } from "../crash/world.js";
import { noStrace } from "../power/strace.js";

/** A system call that fails, and at which time: counted in each thread, so that the register's and the files' both may. */
interface Injection {
  readonly call: string;
  readonly error: string;
  readonly nth: number;
}

const one = (call: string, nth: number, error = "EIO"): Injection => ({ call, error, nth });

/** They hit copies, links and folders of several files, at their first time or later. */
const WHILE_ARCHIVING = [one("fsync", 2), one("rename", 3, "ENOSPC"), one("symlink", 2), one("unlink", 1)];
const WHILE_RESTORING = [one("fsync", 3), one("rename", 1), one("ftruncate", 1, "ENOSPC"), one("fchmod", 2, "EPERM")];

/** `INJECTIONS=every npm test -- injected`: each of the calls at each of its first times. */
const [archiving, restoring] =
  process.env.INJECTIONS === "every" ? [every(), every()] : [WHILE_ARCHIVING, WHILE_RESTORING];

function every(): Injection[] {
  const calls = ["fsync", "rename", "link", "symlink", "unlink", "ftruncate", "pwrite64", "mkdir", "fchmod"];
  return calls.flatMap((call) =>
    Array.from({ length: 12 }, (_, i) => one(call, i + 1, i % 3 === 2 ? "ENOSPC" : "EIO")),
  );
}

describe("a system call fails", { skip: noStrace() ?? false, timeout: 60_000 + archiving.length * 60_000 }, () => {
  let world: World;
  let failed = 0;
  before(async () => {
    world = await World.open();
  });
  after(async () => {
    await world?.close();
  });

  for (let i = 0; i < archiving.length; i++)
    for (const kind of ["archive", "restore"] as const) {
      const injection = (kind === "archive" ? archiving : restoring)[i] as Injection;
      it(`${injection.call} ${injection.nth}, in a run that is to ${kind}: ${injection.error} loses no byte, and the next run finishes`, async (test) => {
        const jobs = kind === "archive" ? await world.askForArchiving() : await world.askForRestoring();
        const { times, said } = await runWith(injection);
        test.diagnostic(`${times} calls failed: ${said}`);
        failed += times;
        await world.checkAfterKill(jobs);
        await restartFailed(jobs);
        await world.finish(jobs, kind);
      });
    }

  it("most of those that were asked for did happen", () => {
    assert.ok(failed >= archiving.length, `${failed} calls have failed`);
  });

  /** @returns how many calls have failed, and what was said of it */
  const runWith = async ({ call, error, nth }: Injection): Promise<{ times: number; said: string }> => {
    const trace = `${world.site.folder}.injected`;
    const strace = [
      "strace",
      "-f",
      "-o",
      trace,
      "-e",
      `trace=${call}`,
      "-e",
      `inject=${call}:error=${error}:when=${nth}`,
    ];
    try {
      const env = { UV_USE_IO_URING: "0" };
      const ran = await world.site.start(world.config.file as string, ["run"], env, true, strace).ended;
      assert.ok(ran.code === 0 || (ran.code === 1 && ran.stderr !== ""), `it ended with ${ran.code}: ${ran.stderr}`);
      assert.doesNotMatch(ran.stderr, /\n +at /, "no user wants to read where in our code");
      return { times: readFileSync(trace, "utf8").split("(INJECTED)").length - 1, said: ran.stderr.trim() };
    } finally {
      rmSync(trace, { force: true });
    }
  };

  const restartFailed = async (jobs: readonly JobId[]): Promise<void> => {
    const { omero, register, config } = world;
    const states = await Promise.all(jobs.map((job) => jobById(register, job)));
    const failed = states.filter(({ state }) => state === "Error").map(({ id }) => id);
    if (failed.length > 0) await restartJobs(omero, register, config, failed);
  };
});
