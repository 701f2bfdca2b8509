import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { OmeroClient } from "@omero-archiver/omero";
import { stateOf } from "../crash/process-state.js";
import { digests, imagesNamed, isLink, originals } from "../stories/look.js";
import { type Ran, Site } from "../stories/site.js";
import { FaultyFileSystem, LoopDisk, noFuse, noLoop } from "./file-systems.js";

/** A site whose store is on a disk that goes wrong. Whatever happens: OMERO's paths yield their bytes, and later runs finish. */
class Patient {
  private constructor(
    readonly site: Site,
    readonly config: string,
    readonly job: string,
    readonly path: string,
    private readonly original: Map<string, string>,
    private readonly omero: OmeroClient,
  ) {}

  static async admit(root: (folder: string) => Promise<string> | string): Promise<Patient> {
    const site = await Site.open();
    const store = await root(site.folder);
    const config = await site.config("archiver", (text) =>
      text.replace(/^store:.*$/m, `store: { type: file, root: ${store} }\nnoAnswerAfter: 3s`),
    );
    const omero = await site.client("archiver");
    const done = async (...words: string[]) => {
      const ran = await site.runWith(config, ...words);
      assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
      return ran;
    };
    await done("store", "init");
    const images = await imagesNamed(omero, "section-01");
    await done("tag", `Image:${images}`);
    const { jobs } = (await done("scan")).json as { jobs: { jobId: number }[] };
    const job = String(jobs[0]?.jobId);
    await done("jobs", "approve", job);
    const path = originals(site.dataDir).find((name) => name.includes("section-01")) as string;
    return new Patient(site, config, job, path, digests(site.dataDir), omero);
  }

  run(): Promise<Ran> {
    return this.site.runWith(this.config, "run");
  }

  /** The run is to have failed, and nothing is lost. */
  failedWith({ code, stderr }: Ran, message: RegExp, expected: number | null = 1): void {
    assert.equal(code, expected, stderr);
    assert.match(stderr, message);
    assert.ok(!isLink(this.path), "the original is where it was");
    assert.deepEqual(digests(this.site.dataDir), this.original);
  }

  async counts(): Promise<{ done: number; failed: number }> {
    const { json } = await this.site.runWith(this.config, "jobs", "show", this.job);
    return (json as { counts: { done: number; failed: number } }).counts;
  }

  /** Once the fault is gone everything is archived. */
  async recovers(): Promise<void> {
    if ((await this.counts()).failed > 0) await this.site.runWith(this.config, "jobs", "restart", this.job);
    const ran = await this.run();
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(isLink(this.path));
    assert.deepEqual(digests(this.site.dataDir), this.original);
  }

  /** And back again, for the next fault. */
  async comesBack(): Promise<void> {
    assert.equal((await this.site.runWith(this.config, "restore", await this.imageName())).code, 0);
    assert.ok(!isLink(this.path));
  }

  private async imageName(): Promise<string> {
    return `Image:${await imagesNamed(this.omero, "section-01")}`;
  }

  async asksAgain(): Promise<Patient> {
    await this.site.runWith(this.config, "tag", await this.imageName());
    const { jobs } = (await this.site.runWith(this.config, "scan")).json as { jobs: { jobId: number }[] };
    const job = String(jobs[0]?.jobId);
    assert.equal((await this.site.runWith(this.config, "jobs", "approve", job)).code, 0);
    return new Patient(this.site, this.config, job, this.path, this.original, this.omero);
  }

  async leave(): Promise<void> {
    await this.omero.close();
    await this.site.close();
  }
}

const loopMissing = noLoop();
describe("a store on a disk of its own (ext4)", { skip: loopMissing ?? false, timeout: 300_000 }, () => {
  let patient: Patient;
  let disk: LoopDisk;
  before(async () => {
    patient = await Patient.admit((folder) => {
      disk = LoopDisk.make(folder, 16);
      return disk.mount;
    });
  });
  after(async () => {
    disk?.end();
    await patient?.leave();
  });

  it("that is full: the run stops, no file has failed; with room again it goes on", async () => {
    const filler = join(disk.mount, "filler");
    const free = 15e6;
    for (let size = free; size >= 4_096; size = Math.floor(size / 2)) {
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
      } catch {}
    }
    patient.failedWith(await patient.run(), /the store .*disk is full/);
    assert.equal((await patient.counts()).failed, 0);
    writeFileSync(filler, "");
    await patient.recovers();
    await patient.comesBack();
    patient = await patient.asksAgain();
  });

  it("that is read-only: as if it were full", async () => {
    disk.remount("ro");
    patient.failedWith(await patient.run(), /the store .*disk .*read-only/);
    assert.equal((await patient.counts()).failed, 0);
    disk.remount("rw");
    await patient.recovers();
    await patient.comesBack();
    patient = await patient.asksAgain();
  });

  it("that is pulled out in mid-run: the run stops, and nothing is made where it was mounted", async () => {
    const started = patient.site.start(patient.config, ["run", "--limit", "400k"]);
    while (!existsSync(join(disk.mount, ".omero-archiver", "incoming"))) await pause(20);
    await pause(300);
    disk.detach();
    patient.failedWith(await started.ended, /is no store: its marker|is on another device/);
    assert.deepEqual(readdirSync(disk.mount), []);
    disk.attach();
    await patient.recovers();
  });
});

const fuseMissing = noFuse();
describe("a store whose disk goes wrong", { skip: fuseMissing ?? false, timeout: 600_000 }, () => {
  let patient: Patient;
  let disk: FaultyFileSystem;
  before(async () => {
    patient = await Patient.admit(async (folder) => {
      disk = await FaultyFileSystem.mount(join(folder, "faulty"));
      return disk.mount;
    });
  });
  after(async () => {
    await disk?.unmount();
    await patient?.leave();
  });
  afterEach(async () => {
    disk.fault();
    await patient.recovers();
    await patient.comesBack();
    patient = await patient.asksAgain();
  });

  const faults: [fault: string, message: RegExp][] = [
    ["create EIO", /EIO/],
    ["write EIO", /EIO/],
    ["fsync EIO", /could not be brought to the disk: EIO|EIO/],
    ["rename EIO", /EIO/],
    ["read EIO", /EIO/],
    ["write ENOSPC", /the store .* is full/],
    ["write EROFS", /the store .* read-only/],
    ["write flip", /reads back as other bytes than were written/],
    ["read flip", /reads back as other bytes than were written/],
  ];
  for (const [fault, message] of faults) {
    it(`${fault}: said, and nothing is lost`, async () => {
      disk.fault(fault);
      patient.failedWith(await patient.run(), message);
    });
  }

  it("write short: what was not taken is written again", async () => {
    disk.fault("write short");
    assert.equal((await patient.run()).code, 0);
    assert.ok(isLink(patient.path));
    disk.fault();
    await patient.comesBack();
    patient = await patient.asksAgain();
  });

  for (const fault of ["write hang", "read hang", "stat hang"]) {
    it(`${fault}: the run ends by itself after a while, and says so`, async () => {
      disk.fault(fault);
      const run = patient.site.start(patient.config, ["run"]);
      while (![undefined, "Z"].includes(stateOf(run.pid))) await pause(50);
      disk.fault();
      // A thread that hangs in a call can be ended by force only.
      patient.failedWith(await run.ended, /has not answered for/, null);
      assert.equal((await patient.counts()).failed, 0);
    });
  }
});
