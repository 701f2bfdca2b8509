import assert from "node:assert/strict";
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { createJob } from "#src/register/new-job.js";
import { openRegister } from "#src/register/register.js";
import { PILOT } from "#src/services/pilot.js";
import { draft } from "../register/drafts.js";
import { digests, imagesNamed, isLink, originals } from "./look.js";
import { type Ran, Site } from "./site.js";

describe("trust at a new site", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.run("archiver", ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  const jobFor = async (...images: readonly number[]): Promise<string> => {
    await done("tag", `Image:${images.join(",")}`);
    const { jobs } = (await done("scan")).json as { jobs: { jobId: number }[] };
    return String(jobs[0]?.jobId);
  };

  it("a file that the site changed knowingly is archived once an administrator accepts it, and not if it changes again", async () => {
    const [image] = (await imagesNamed(omero, "section-01")) as [number];
    const path = originals(site.dataDir).find((name) => name.includes("section-01")) as string;
    appendFileSync(path, "repaired");
    const job = await jobFor(image);
    await done("jobs", "approve", job);
    const failed = await site.run("archiver", "run");
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /is not what OMERO recorded.*omero-archiver jobs accept-digest managed:\d+/);

    const shown = (await done("jobs", "show", job, "--failed")).json as { files: { path: string }[] };
    assert.deepEqual(
      shown.files.map((file) => file.path),
      [path],
    );

    const byUser = await site.run("ada", "jobs", "accept-digest", path, "--reason", "mine");
    assert.match(byUser.stderr, /only administrators/);
    assert.equal((await site.run("archiver", "jobs", "accept-digest", path)).code, 2, "a reason is wanted");
    await done("jobs", "accept-digest", path, "--reason", "header repaired");
    const twice = await site.run("archiver", "jobs", "accept-digest", path, "--reason", "again");
    assert.match(twice.stderr, /does not differ/);

    const restarted = (await done("jobs", "restart", "--all")).json as { causes: { path: string; cause: string }[] };
    assert.equal(restarted.causes[0]?.path, path);
    assert.match(restarted.causes[0]?.cause ?? "", /OMERO recorded/);
    const before = digests(site.dataDir);
    await done("run");
    assert.ok(isLink(path));
    assert.deepEqual(digests(site.dataDir), before);
    assert.equal((await site.run("archiver", "jobs", "restart")).code, 2);
  });

  it("in pilot mode jobs are small, originals are held, and it ends after a restore drill", async () => {
    assert.match((await site.run("ada", "pilot", "begin")).stderr, /only administrators/);
    await done("pilot", "begin");
    const register = await openRegister(`sqlite:${join(site.folder, "register.db")}`);
    const images = Array.from({ length: PILOT.images + 1 }, (_, i) => [900_001 + i, [900_001]] as const);
    const large = await createJob(register, draft(Object.fromEntries(images)), "archiver");
    await register.destroy();
    const refused = await site.run("archiver", "jobs", "approve", String(large?.jobId));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /has 11 images, and in pilot mode a job may have 10/);

    const [image] = (await imagesNamed(omero, "overview%")) as [number];
    const small = await jobFor(image);
    await done("jobs", "approve", small);
    await done("run");
    assert.ok(readdirSync(join(site.dataDir, ".omero-archiver", "held")).length > 0);

    const early = await site.run("archiver", "pilot", "end");
    assert.equal(early.code, 1);
    assert.match(early.stderr, /no images were restored yet/);
    await done("restore", `Image:${image}`);
    assert.equal(((await done("pilot", "status")).json as { restoreDrill: boolean }).restoreDrill, true);
    const sick = await site.config("archiver", (text) => text.replace(", sameFileSystem: allow", ""));
    const unsound = await site.runWith(sick, "pilot", "end");
    assert.match(unsound.stderr, /can't end yet: `doctor` finds wrong: store's own disk/);
    await done("pilot", "end");
    assert.equal(((await done("pilot", "status")).json as { pilot?: object }).pilot, undefined);
    await done("jobs", "approve", String(large?.jobId));
  });
});
