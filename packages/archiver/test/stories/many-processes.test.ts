import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { JobId } from "#src/domain/ids.js";
import { claimFiles } from "#src/register/claims.js";
import { CommitQueue } from "#src/register/commit-queue.js";
import { workersWithLeases } from "#src/register/holders.js";
import { workOff } from "#src/services/work.js";
import { workerName } from "#src/services/worker.js";
import { openStore } from "#src/stores/open.js";
import { stateOf } from "../crash/process-state.js";
import { World } from "../crash/world.js";
import { PostgresServer, withoutPostgres } from "../register/postgres-server.js";
import { onHost, type Ran, type Started } from "./site.js";

/** Nineteen files of both kinds of OMERO: all that the demo's people have, but for what was imported in place. */
const IMAGES = [
  "section-01",
  "overview [Series 1]",
  "stack [position 1]",
  "a = b%",
  "axon 1.lsm",
  "plate-7 [Well A1]",
  "exercise",
];
const FILES = 19;

/** Where a register is kept; its line in the configuration. */
interface Engine {
  readonly name: string;
  readonly skip?: string | undefined;
  open(): Promise<{ change: (text: string) => string; close: () => Promise<void>; server?: PostgresServer }>;
}

const sqlite: Engine = {
  name: "SQLite",
  open: async () => ({ change: (text) => text, close: async () => {} }),
};

const postgres: Engine = {
  name: "PostgreSQL",
  skip: withoutPostgres(),
  open: async () => {
    const server = await PostgresServer.start();
    const passwordFile = join(server.folder, "client-password");
    writeFileSync(passwordFile, server.password, { mode: 0o600 });
    const lines = `register: ${server.newDatabase()}\nregisterPasswordFile: ${passwordFile}`;
    return { change: (text) => text.replace(/^register: .*$/m, lines), close: () => server.stop(), server };
  },
};

for (const engine of [sqlite, postgres]) {
  describe(`many processes on one register in ${engine.name}`, { skip: engine.skip, timeout: 300_000 }, () => {
    let world: World;
    let server: PostgresServer | undefined;
    let close: () => Promise<void>;
    before(async () => {
      const opened = await engine.open();
      ({ close, server } = opened);
      world = await World.open(IMAGES, opened.change);
    });
    after(async () => {
      await world?.close();
      await close?.();
    });

    const start = (env: NodeJS.ProcessEnv = {}, host?: string): Started =>
      world.site.start(world.config.file as string, ["run", "--batch", "1"], env, true, host ? onHost(host) : []);
    /** A run that dies in the middle of a file, as soon as it has some in hand. */
    const oneThatDies = async (host?: string): Promise<Started> => {
      const started = start({ OMERO_ARCHIVER_KILL_AT: "copy: written" }, host);
      while ((await workersWithLeases(world.register)).length === 0) await pause(20);
      return started;
    };
    const done = ({ json }: Ran) => (json as { done: number }).done;
    const isOver = async (runs: readonly Ran[], jobs: readonly JobId[], test: TestContext) => {
      for (const { code, stderr } of runs) assert.deepEqual([code, stderr], [0, ""]);
      test.diagnostic(`files done by each: ${runs.map(done).join(", ")}`);
      assert.equal(
        runs.reduce((sum, ran) => sum + done(ran), 0),
        FILES,
        "no file is done twice, and none is left",
      );
      await world.checkAfterKill(jobs);
      await world.finish(jobs, "archive");
      await world.finish(await world.askForRestoring(), "restore");
    };

    for (const count of [2, 4, 8])
      it(`${count} share the files, and those of one that is killed; each file is done once`, async (test) => {
        const jobs = await world.askForArchiving();
        const dying = await oneThatDies();
        const runs = await Promise.all(Array.from({ length: count }, () => start().ended));
        assert.equal((await dying.ended).code, null);
        await isOver(runs, jobs, test);
      });

    it("who has nothing left to do takes over what one had in hand who has died since", async () => {
      const jobs = await world.askForArchiving();
      const other = spawn("sleep", ["600"]);
      const queue = new CommitQueue(world.register);
      const worker = workerName(other.pid as number);
      const [held] = await claimFiles(world.register, queue, { worker, limit: 1, bytes: 1e9, leaseMs: 60_000 });
      assert.ok(held);
      const { archived, failed } = await workOff(world.register, world.config, openStore(world.config.store), {
        sees: async () => {},
        betweenFiles: async () => {
          if (other.exitCode === null && other.kill("SIGKILL")) await once(other, "exit");
        },
      });
      assert.deepEqual([archived, failed], [FILES, []]);
      await world.finish(jobs, "archive");
      await world.finish(await world.askForRestoring(), "restore");
    });

    // SQLite has no server, and is for one machine.
    if (engine === sqlite) return;

    it("the register's server goes away under a run, and comes back", async (test) => {
      const jobs = await world.askForArchiving();
      const run = start({ OMERO_ARCHIVER_STOP_AT: "register: copied" });
      while (stateOf(run.pid) !== "T") await pause(20);
      await server?.crash();
      run.kill("SIGCONT");
      const broken = await run.ended;
      assert.equal(broken.code, 1);
      assert.match(
        broken.stderr,
        /the register postgres:.* can't be reached|the line to the register postgres:.* broke/,
      );
      await server?.goOn();
      await world.checkAfterKill(jobs);
      const next = await start().ended;
      await isOver([next], jobs, test);
    });

    const alone = process.getuid?.() !== 0 && "needs root, for host names";
    it("four machines share the files; those of one that has died wait until its lease is over", {
      skip: alone,
    }, async (test) => {
      const jobs = await world.askForArchiving();
      const dying = await oneThatDies("host-0");
      assert.equal((await dying.ended).code, null);
      const runs = await Promise.all([1, 2, 3].map((i) => start({}, `host-${i}`).ended));
      const [left] = await workersWithLeases(world.register);
      assert.match(left ?? "", /^host-0 /, "of another machine nobody knows whether it lives");
      await world.register.updateTable("file").set({ lease_until: 0 }).execute();
      runs.push(await start({}, "host-1").ended);
      await isOver(runs, jobs, test);
    });
  });
}
