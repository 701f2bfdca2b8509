import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { OmeroClient } from "@omero-archiver/omero";
import type { FailurePoint } from "#src/engine/failure-points.js";
import { openRegister } from "#src/register/register.js";
import { digests, imagesNamed, isLink, originals, tagsOn } from "../stories/look.js";
import { type Ran, Site, type Started } from "../stories/site.js";
import { stateOf } from "./process-state.js";

/** The world may change while a run stands still; what it does then must be right. */
describe("what is looked at right before it matters", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let original: Map<string, string>;
  let image: number;
  let path: string;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
    [image] = (await imagesNamed(omero, "section-01")) as [number];
    path = originals(site.dataDir).find((name) => name.includes("section-01")) as string;
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  afterEach(async () => {
    // Each story ends as it began: online, and nobody has a job.
    const open = await jobs("New", "Approved", "Running", "Waiting", "Error");
    for (const { id } of open) await done("jobs", "cancel", String(id));
    // The next run puts back what was half replaced.
    if (open.length > 0) await done("run");
    if (isLink(path)) await done("restore", `Image:${image}`);
    assert.ok(!isLink(path));
    assert.deepEqual(digests(site.dataDir), original);
    assert.deepEqual(await tagsOn(omero, image), []);
  });

  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.run("archiver", ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  const jobs = async (...states: string[]) =>
    (await done("jobs", "list", "--state", ...states)).json as { id: number; state: string }[];
  const approved = async () => {
    await done("tag", `Image:${image}`);
    const { jobs } = (await done("scan")).json as { jobs: { jobId: number }[] };
    await done("jobs", "approve", String(jobs[0]?.jobId));
    return String(jobs[0]?.jobId);
  };
  /** A run that stands still at a point. */
  const stoppedAt = async (point: FailurePoint, config?: string): Promise<Started> => {
    const started = site.start(config ?? (await site.config("archiver")), ["run"], { OMERO_ARCHIVER_STOP_AT: point });
    let over = false;
    void started.ended.then(() => (over = true));
    while (stateOf(started.pid) !== "T") {
      assert.ok(!over, `the run ended before it came to "${point}"`);
      await pause(20);
    }
    return started;
  };
  const goOn = (started: Started): Promise<Ran> => {
    started.kill("SIGCONT");
    return started.ended;
  };

  it("OMERO writes to an original while its link takes its place: the original is back, with what was written", async () => {
    const job = await approved();
    const run = await stoppedAt("replace: renamed over the original");
    const swap = join(site.dataDir, ".omero-archiver", "swap");
    const [held] = readdirSync(swap) as [string];
    appendFileSync(join(swap, held), "written by OMERO");
    const { size } = statSync(join(swap, held));
    const ran = await goOn(run);
    assert.equal(ran.code, 1, "its size is not that of the job any more");
    assert.ok(!isLink(path));
    assert.equal(statSync(path).size, size);
    assert.ok(readFileSync(path, "latin1").endsWith("written by OMERO"));
    assert.deepEqual(readdirSync(swap), []);
    truncateSync(path, size - "written by OMERO".length);
    assert.equal((await jobs("Error"))[0]?.id, Number(job));
  });

  for (const point of ["register: copied", "register: safe", "replace: link made"] as const) {
    it(`a run that stood still at "${point}" while another took over leaves the file to it`, async () => {
      const job = await approved();
      const stalled = await stoppedAt(point);
      await leasesRunOut();
      const other = await done("run");
      assert.equal((other.json as { done: number }).done, 1);
      assert.ok(isLink(path));
      const ran = await goOn(stalled);
      assert.equal(ran.code, 0, ran.stderr);
      assert.equal((ran.json as { done: number }).done, 0);
      assert.ok(isLink(path));
      assert.deepEqual(digests(site.dataDir), original);
      assert.equal(((await done("jobs", "show", job)).json as { state: string }).state, "Finished");
      await nothingIsLeft();
    });
  }

  const leasesRunOut = async () => {
    const register = await openRegister(`sqlite:${join(site.folder, "register.db")}`);
    await register.updateTable("file").set({ lease_until: 0 }).execute();
    await register.destroy();
  };
  const nothingIsLeft = async () => {
    await done("run");
    for (const folder of [
      join(site.dataDir, ".omero-archiver", "swap"),
      join(site.store, ".omero-archiver", "incoming"),
    ])
      assert.deepEqual(readdirSync(folder), [], folder);
  };

  for (const point of ["copy: temporary file made", "register: copied", "register: safe"] as const) {
    it(`the store's disk is gone at "${point}": the run stops, and no file has failed`, async () => {
      const job = await approved();
      const run = await stoppedAt(point);
      renameSync(site.store, `${site.store}.away`);
      mkdirSync(site.store);
      const ran = await goOn(run);
      assert.equal(ran.code, 1);
      assert.match(ran.stderr, /archive is no store: its marker .* is not there\. Is its disk mounted\?/);
      assert.deepEqual(readdirSync(site.store), [], "nothing was made where the disk should be");
      assert.ok(!isLink(path));
      assert.equal(((await done("jobs", "show", job)).json as { counts: { failed: number } }).counts.failed, 0);
      rmSync(site.store, { recursive: true });
      renameSync(`${site.store}.away`, site.store);
      await done("run");
      assert.ok(isLink(path));
    });
  }

  it("the data directory's disk is gone: missing files are no news about files", async () => {
    const job = await approved();
    const run = await stoppedAt("register: copied");
    const place = join(site.dataDir, "ManagedRepository");
    renameSync(place, `${place}.away`);
    mkdirSync(place);
    // What is mounted there has its own marker; the data directory's own is gone with it here.
    renameSync(join(site.dataDir, ".omero-archiver"), join(site.dataDir, "marker.away"));
    const ran = await goOn(run);
    renameSync(join(site.dataDir, "marker.away"), join(site.dataDir, ".omero-archiver"));
    rmSync(place, { recursive: true });
    renameSync(`${place}.away`, place);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /does not carry the archiver's marker/);
    const { counts } = (await done("jobs", "show", job)).json as { counts: { failed: number; passedOver: number } };
    assert.deepEqual([counts.failed, counts.passedOver], [0, 0]);
    await done("run");
    assert.ok(isLink(path));
  });

  it("links that lead nowhere for OMERO: the original is back, and the run stops", async () => {
    await approved();
    const nowhere = await site.config("archiver", (text) => text.replace("root:", "omeroSees: /not/there, root:"));
    const ran = await site.runWith(nowhere, "run");
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /OMERO\.server can't read .* through its link/);
    assert.ok(!isLink(path));
    assert.deepEqual(digests(site.dataDir), original);
    // Once the setting is right the file is archived, although its copy was safe already.
    await done("run");
    assert.ok(isLink(path));
  });

  for (const point of ["copy: temporary file made", "register: verified", "replace: link made"] as const) {
    it(`a folder on the way is swapped for a link at "${point}": the file fails, and nothing is touched elsewhere`, async () => {
      await approved();
      const run = await stoppedAt(point);
      const folder = dirname(path);
      const elsewhere = join(site.folder, "trap");
      renameSync(folder, `${folder}.away`);
      mkdirSync(elsewhere, { recursive: true });
      symlinkSync(elsewhere, folder);
      await goOn(run);
      assert.deepEqual(readdirSync(elsewhere), []);
      rmSync(folder);
      renameSync(`${folder}.away`, folder);
      rmSync(elsewhere, { recursive: true });
      assert.deepEqual(digests(site.dataDir), original);
    });
  }
});
