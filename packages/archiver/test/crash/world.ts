import assert from "node:assert/strict";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { OmeroClient } from "@omero-archiver/omero";
import { type Configuration, readConfiguration } from "#src/config/configuration.js";
import type { ImageId, JobId } from "#src/domain/ids.js";
import { askFor } from "#src/omero/request.js";
import { decide } from "#src/register/decide.js";
import { filesOfJob } from "#src/register/files.js";
import { jobById } from "#src/register/jobs.js";
import type { Register } from "#src/register/register.js";
import { planRestore, startRestore } from "#src/services/restore.js";
import { run } from "#src/services/run.js";
import { scanForJobs } from "#src/services/scan.js";
import { registerOf } from "#src/services/site.js";
import { digests, imagesNamed, isLink, tagsOn } from "../stories/look.js";
import { Site } from "../stories/site.js";

/** A site whose runs are killed, and what must hold after each kill. */
export class World {
  private constructor(
    readonly site: Site,
    readonly config: Configuration,
    readonly omero: OmeroClient,
    private opened: Register,
    private readonly images: readonly ImageId[],
    readonly original: ReadonlyMap<string, string>,
  ) {}

  /** @param names of images which, with those that go with them, are archived. @param change of the configuration's text */
  static async open(
    names: readonly string[] = ["overview [Series 1]", "stack [position 1]", "axon 1.lsm"],
    change?: (text: string) => string,
  ): Promise<World> {
    const site = await Site.open();
    const omero = await site.client("archiver");
    const config = readConfiguration(await site.config("archiver", change));
    const register = await registerOf(config);
    const images = (await Promise.all(names.map((name) => imagesNamed(omero, name)))).flat() as ImageId[];
    process.env.OMERO_ARCHIVER_PASSWORD = "archiver-demo";
    return new World(site, config, omero, register, images, digests(site.dataDir));
  }

  get register(): Register {
    return this.opened;
  }

  async close(): Promise<void> {
    await this.register.destroy();
    await this.omero.close();
    await this.site.close();
  }

  /** Does something while this process has the register not open. */
  async withRegisterClosed<T>(work: () => Promise<T>): Promise<T> {
    await this.register.destroy();
    try {
      return await work();
    } finally {
      this.opened = await registerOf(this.config);
    }
  }

  /** @returns jobs that wait for a run to archive the images */
  async askForArchiving(): Promise<JobId[]> {
    await askFor(this.omero, this.images, {});
    const { jobs } = await scanForJobs(this.omero, this.register, this.config);
    const ids = jobs.flatMap(({ jobId }) => jobId ?? []);
    for (const id of ids) await decide(this.register, id, "approve", "archiver");
    assert.ok(ids.length > 0);
    return ids;
  }

  /** @returns a job that waits for a run to bring all images back */
  async askForRestoring(): Promise<JobId[]> {
    const { draft } = await planRestore(this.omero, this.register, this.images);
    assert.ok(draft);
    const job = await startRestore(this.register, draft);
    return job === undefined ? [] : [job];
  }

  /** Runs in a process of its own, which does not live to the end: ended at a failure point, or after a time (ms). */
  async killedRun(at: { readonly point: string } | { readonly after: number }): Promise<boolean> {
    const env = "point" in at ? { OMERO_ARCHIVER_KILL_AT: at.point } : {};
    const words = "after" in at ? ["--limit", "20M"] : [];
    const started = this.site.start(this.config.file as string, ["run", ...words], env);
    if ("after" in at) setTimeout(() => started.kill("SIGKILL"), at.after);
    return (await started.ended).code === null;
  }

  /** What holds at any moment: no path of OMERO's is without its bytes, and the register knows no more than there is. */
  async checkAfterKill(jobs: readonly JobId[]): Promise<void> {
    assert.deepEqual(digests(this.site.dataDir), this.original, "a path of OMERO's does not yield its bytes");
    for (const job of jobs)
      for (const { path, step } of await filesOfJob(this.register, job)) {
        if (step === "archived") assert.ok(isLink(path), `${path} is archived and no link`);
        if (["online", "copied", "verified"].includes(step)) assert.ok(!isLink(path), `${path} is ${step} and a link`);
      }
  }

  /** A second run finishes the jobs, and leaves nothing behind. */
  async finish(jobs: readonly JobId[], kind: "archive" | "restore"): Promise<void> {
    const { failed, brokenOff } = await run(this.omero, this.register, this.config);
    assert.deepEqual(failed, []);
    assert.equal(brokenOff, undefined);
    await this.checkAfterKill(jobs);
    for (const job of jobs) {
      assert.equal((await jobById(this.register, job)).state, "Finished");
      for (const { path, step } of await filesOfJob(this.register, job)) {
        assert.equal(step, kind === "archive" ? "archived" : "online");
        assert.equal(isLink(path), kind === "archive", path);
        if (kind === "restore") assert.equal(lstatSync(path).nlink, 1);
      }
    }
    for (const image of this.images)
      assert.equal((await tagsOn(this.omero, image)).includes("ARCHIVED"), kind === "archive", `image ${image}`);
    assert.deepEqual(this.temporaryFiles(), []);
  }

  private temporaryFiles(): string[] {
    const homes = [this.site.dataDir, this.site.store].map((root) => join(root, ".omero-archiver"));
    return homes.flatMap((home) =>
      readdirSync(home, { recursive: true, withFileTypes: true, encoding: "utf8" })
        .filter((entry) => !entry.isDirectory() && !entry.name.endsWith(".json"))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
  }
}
