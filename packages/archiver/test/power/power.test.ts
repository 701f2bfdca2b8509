import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Configuration } from "#src/config/configuration.js";
import type { Evidence } from "#src/domain/files.js";
import type { JobId } from "#src/domain/ids.js";
import { registerOf } from "#src/services/site.js";
import { World } from "../crash/world.js";
import { originals } from "../stories/look.js";
import { type Crash, crashes, randomFrom } from "./crashes.js";
import { type Disk, History, type Tree } from "./disk-model.js";
import { without } from "./operations.js";
import { notCut, type Recording, record } from "./recording.js";
import { noStrace } from "./strace.js";
import { writeTree } from "./trees.js";

/** `npm run test:power` for the long form. The archiver is started from so many of the states, for each kind of run. */
const STARTS = Number(process.env.STARTS ?? 3);
const SEED = Number(process.env.SEED ?? 20_261_127);
/** So many states are drawn at random after each operation. */
const AT_RANDOM = Number(process.env.AT_RANDOM ?? 5);

describe(`a power cut (seed ${SEED})`, { skip: noStrace() ?? false, timeout: 120_000 + STARTS * 40_000 }, () => {
  let world: World;
  before(async () => {
    world = await World.open();
    // The model keeps times to the millisecond.
    for (const path of originals(world.site.dataDir)) utimesSync(path, 1_700_000_000, 1_700_000_000);
  });
  after(async () => {
    await world?.close();
  });

  for (const kind of ["archive", "restore"] as const) {
    describe(`during a run that is to ${kind}`, () => {
      let jobs: readonly JobId[];
      let recording: Recording;
      before(async () => {
        jobs = kind === "archive" ? await world.askForArchiving() : await world.askForRestoring();
        recording = await world.withRegisterClosed(() => record(world.site, world.config.file as string, "run"));
      });

      it("is played on a disk that ends as the real one did", () => {
        const { before, operations, after } = recording;
        assert.deepEqual(plain(new History(before, operations).whole().tree()), plain(after));
      });

      it("loses no byte, whatever it leaves", (test) => {
        const history = new History(recording.before, recording.operations);
        let states = 0;
        for (const crash of crashes(history, randomFrom(SEED), AT_RANDOM)) {
          assert.deepEqual(lost(history.after(crash.done, crash.kept)), [], wordsOf(crash));
          states++;
        }
        test.diagnostic(`${states} cuts in ${recording.operations.length} operations, seed ${SEED}`);
      });

      it(`is followed by a run that finishes the job, from each of ${STARTS} states`, async () => {
        const history = new History(recording.before, recording.operations);
        const random = randomFrom(SEED);
        const all = [...crashes(history, random, AT_RANDOM)];
        for (let i = 0; i < STARTS; i++) {
          const crash = all[Math.floor(((i + random()) * all.length) / STARTS)] as Crash;
          await described(crash, async () => {
            await world.withRegisterClosed(() => writeDisk(history.after(crash.done, crash.kept)));
            await world.checkAfterKill(jobs);
            const ran = await world.site.runWith(world.config.file as string, "run");
            assert.equal(ran.code, 0, ran.stderr);
            await world.finish(jobs, kind);
          });
        }
      });

      for (const what of ["files", "folders"] as const)
        it(`would not pass if ${what} were not synced`, async () => {
          const { before, operations } = recording;
          const history = new History(before, without(operations, before, what));
          if (kind === "archive" || what === "files") {
            assert.ok(canLose(history));
            return;
          }
          // The copy stays in its store when its file is restored: a link that is back loses nothing, but is not what the register says.
          await world.withRegisterClosed(() => writeDisk(history.after(operations.length, new Map())));
          await assert.rejects(world.checkAfterKill(jobs), /is online and a link/);
          await world.withRegisterClosed(() => writeDisk(history.whole()));
        });
    });
  }

  /** OMERO's paths that do not yield their bytes. */
  const lost = (disk: Disk): string[] =>
    [...world.original].filter(([path, digest]) => disk.digest(path) !== digest).map(([path]) => path);

  const canLose = (history: History): boolean => {
    for (const { done, kept } of crashes(history, randomFrom(SEED), 1))
      if (lost(history.after(done, kept)).length > 0) return true;
    return false;
  };

  /** The machine is on again: its disk is as the cut has left it. */
  const writeDisk = async (disk: Disk): Promise<void> => {
    await tellInodes(world.config, writeTree(disk.tree(), notCut(world.site)));
  };
});

/** A disk that is written anew has other inodes than the one that had the cut; what the register knows of them is brought along. */
async function tellInodes(config: Configuration, inodes: ReadonlyMap<string, string>): Promise<void> {
  const register = await registerOf(config);
  try {
    for (const { key, evidence } of await register.selectFrom("file").select(["key", "evidence"]).execute()) {
      const known = JSON.parse(evidence) as Evidence;
      const inode = inodes.get(known.inode ?? "");
      if (inode === undefined) continue;
      const now = JSON.stringify({ ...known, inode });
      await register.updateTable("file").set({ evidence: now }).where("key", "=", key).execute();
    }
  } finally {
    await register.destroy();
  }
}

/** A tree that can be compared: which names are of one file, whatever its inode is. */
function plain(tree: Tree): Map<string, unknown> {
  const first = new Map<string, string>();
  return new Map(
    [...tree].map(([path, entry]): [string, unknown] => {
      if (entry.is !== "file") return [path, entry.is === "link" ? entry.target : "folder"];
      if (!first.has(entry.inode)) first.set(entry.inode, path);
      return [path, { file: first.get(entry.inode), mode: entry.mode, bytes: entry.bytes().toString("latin1") }];
    }),
  );
}

async function described(crash: Crash, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${wordsOf(crash)}: ${(cause as Error).message}`, { cause });
  }
}

function wordsOf({ done, what }: Crash): string {
  return `seed ${SEED}, after ${done} operations; ${what}`;
}
