import assert from "node:assert/strict";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { archivedFlag, digests, imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { Site } from "./site.js";

describe("originals that are held after they were replaced", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let original: Map<string, string>;
  let holding: string;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
    holding = await site.config("archiver", (text) => `${text}hold: 30d\n`);
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const held = () => readdirSync(join(site.dataDir, ".omero-archiver", "held"));
  const archive = async (image: number) => {
    await site.run("archiver", "tag", `Image:${image}`);
    const { jobs } = (await site.run("archiver", "scan")).json as { jobs: { jobId: number }[] };
    await site.run("archiver", "jobs", "approve", String(jobs[0]?.jobId));
    assert.equal((await site.runWith(holding, "run")).code, 0);
  };

  it("are brought back at once, the very same inode, by undo", async () => {
    const [image] = (await imagesNamed(omero, "section-01")) as [number];
    const path = originals(site.dataDir).find((name) => name.includes("section-01")) as string;
    const before = lstatSync(path);
    await archive(image);
    assert.ok(isLink(path));
    assert.equal(held().length, 1);
    const undone = await site.runWith(holding, "undo", `Image:${image}`);
    assert.equal(undone.code, 0, undone.stderr);
    assert.equal(lstatSync(path).ino, before.ino);
    assert.equal(lstatSync(path).mtimeMs, before.mtimeMs);
    assert.deepEqual(held(), []);
    assert.deepEqual(digests(site.dataDir), original);
    assert.deepEqual(await tagsOn(omero, image), []);
    assert.equal(await archivedFlag(omero, image), false);
  });

  it("go when their time is over; then undo says what brings them back", async () => {
    const [image] = (await imagesNamed(omero, "section-01")) as [number];
    await archive(image);
    await site.runWith(holding, "run");
    assert.equal(held().length, 1, "their time is not over");
    assert.equal((await site.run("archiver", "run")).code, 0); // Its configuration holds nothing.
    assert.deepEqual(held(), []);
    const undone = await site.runWith(holding, "undo", `Image:${image}`);
    assert.equal(undone.code, 1);
    assert.match(undone.stderr, /not held any more: `omero-archiver restore`/);
    assert.equal((await site.run("archiver", "restore", `Image:${image}`)).code, 0);
    assert.deepEqual(digests(site.dataDir), original);
  });
});
