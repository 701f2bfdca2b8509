import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { archivedFlag, digests, imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { Site } from "./site.js";

interface ScanJson {
  readonly jobs: readonly { jobId?: number; images: readonly number[]; files: number }[];
  readonly refused: readonly { image: number; why: string }[];
}

interface JobJson {
  readonly images: readonly { name: string }[];
  readonly files: readonly { condition: { is: string; reason?: string } }[];
}

describe("the whole job, from asking to having it back", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let original: Map<string, string>;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const done = async (user: string, ...words: string[]) => {
    const ran = await site.run(user, ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.json;
  };

  it("a scientist asks for one image of a fileset: all three of the fileset go with it", async () => {
    const [image] = await imagesNamed(omero, "overview%");
    assert.deepEqual(
      (
        (await done("ada", "tag", `Image:${image}`, "--expiry", "10", "--description", "old = stain")) as {
          new: number[];
        }
      ).new,
      [image],
    );
    assert.deepEqual(await tagsOn(omero, image as number), ["ARCHIVE NOTE", "TO-ARCHIVE"]);
    assert.deepEqual(((await done("ada", "tag", `Image:${image}`)) as { existing: number[] }).existing, [image]);

    const dry = (await done("archiver", "scan", "--dry-run")) as ScanJson;
    assert.equal(dry.jobs[0]?.images.length, 3);
    assert.deepEqual(await tagsOn(omero, image as number), ["ARCHIVE NOTE", "TO-ARCHIVE"], "a dry run changes nothing");

    const { jobs, refused } = (await done("archiver", "scan")) as ScanJson;
    assert.deepEqual(refused, []);
    assert.equal(jobs.length, 1);
    for (const id of await imagesNamed(omero, "overview%"))
      assert.ok((await tagsOn(omero, id)).includes("ARCHIVE-PENDING"), `image ${id}`);
    assert.ok(!(await tagsOn(omero, image as number)).includes("TO-ARCHIVE"));
    assert.deepEqual(((await done("archiver", "scan")) as ScanJson).jobs, [], "a second scan finds nothing new");
  });

  it("an administrator approves; two runs at the same time archive no file twice; OMERO's paths yield the same bytes", async () => {
    const refused = await site.run("ada", "jobs", "approve", "1");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /only administrators/);
    await done("archiver", "jobs", "approve", "1", "--reason", "agreed");
    const shown = (await done("archiver", "jobs", "show", "1", "--limit", "2")) as { images: []; more: object };
    assert.deepEqual([shown.images.length, shown.more], [2, { images: 1, files: 0 }]);
    const config = await site.config("archiver");
    const runs = await Promise.all([site.runWith(config, "run"), site.runWith(config, "run")]);
    assert.deepEqual(
      runs.map((run) => [run.code, run.stderr]),
      [
        [0, ""],
        [0, ""],
      ],
    );
    assert.equal(
      runs.reduce((sum, run) => sum + (run.json as { done: number }).done, 0),
      1,
    );
    assert.deepEqual(digests(site.dataDir), original);
    assert.ok(originals(site.dataDir).some((path) => path.includes("overview") && isLink(path)));
    for (const id of await imagesNamed(omero, "overview%")) {
      assert.ok((await tagsOn(omero, id)).includes("ARCHIVED"));
      assert.ok(!(await tagsOn(omero, id)).includes("ARCHIVE-PENDING"));
      assert.equal(await archivedFlag(omero, id), true);
    }
  });

  it("an administrator asks for a user in a private group: four OMERO 4 images, chained by the files they share", async () => {
    const chain = await imagesNamed(omero, "axon%");
    await done("archiver", "tag", `Image:${chain[1]}`);
    const { jobs } = (await done("archiver", "scan")) as ScanJson;
    assert.deepEqual([...(jobs[0]?.images ?? [])].sort(), [...chain].sort());
    assert.equal(jobs[0]?.files, 3 + 4, "three original files, four of Pixels");
    await done("archiver", "jobs", "approve", String(jobs[0]?.jobId));
    assert.equal(((await done("archiver", "run")) as { done: number }).done, 7);
    assert.deepEqual(digests(site.dataDir), original);
    const ben = await site.client("ben");
    for (const id of chain)
      assert.deepEqual(await tagsOn(ben, id), id === chain[1] ? ["ARCHIVE NOTE", "ARCHIVED"] : ["ARCHIVED"]);
    await ben.close();
  });

  it("names with equals signs, line breaks and any letters make no difference", async () => {
    const [odd] = await imagesNamed(omero, "a = b%");
    await done("ada", "tag", `Image:${odd}`);
    const { jobs } = (await done("archiver", "scan")) as ScanJson;
    const job = (await done("archiver", "jobs", "show", String(jobs[0]?.jobId))) as JobJson;
    assert.match(job.images[0]?.name ?? "", /^a = b\nsecond line/);
    await done("archiver", "jobs", "approve", String(jobs[0]?.jobId));
    assert.equal(((await done("archiver", "run")) as { done: number }).done, 1);
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("what was imported in place is left alone", async () => {
    const [lecture] = await imagesNamed(omero, "lecture");
    await done("dora", "tag", `Image:${lecture}`);
    const { jobs } = (await done("archiver", "scan")) as ScanJson;
    const job = (await done("archiver", "jobs", "show", String(jobs[0]?.jobId))) as JobJson;
    assert.match(job.files[0]?.condition.reason ?? "", /symbolic link/);
    await done("archiver", "jobs", "approve", String(jobs[0]?.jobId));
    assert.equal(((await done("archiver", "run")) as { done: number }).done, 0);
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("a declined request leaves no trace, and may be made again", async () => {
    const wells = await imagesNamed(omero, "plate-7%");
    await done("chen", "tag", `Image:${wells[0]}`);
    const first = ((await done("archiver", "scan")) as ScanJson).jobs[0]?.jobId;
    await done("archiver", "jobs", "decline", String(first), "--reason", "still in use");
    for (const id of wells) assert.deepEqual(await tagsOn(omero, id), []);
    await done("chen", "tag", `Image:${wells[0]}`);
    const again = ((await done("archiver", "scan")) as ScanJson).jobs[0];
    assert.equal(again?.images.length, 4);
    await done("archiver", "jobs", "decline", String(again?.jobId));
  });

  it("a request is taken back before it became a job", async () => {
    const [section] = await imagesNamed(omero, "section-01");
    await done("ada", "tag", `Image:${section}`);
    assert.equal(((await done("ada", "untag", `Image:${section}`)) as { removed: number }).removed, 2);
    assert.deepEqual(await tagsOn(omero, section as number), []);
  });

  it("an image comes back, with those that share its file; the copy stays", async () => {
    const [first] = await imagesNamed(omero, "overview%");
    const copies = readdirSync(site.store, { recursive: true }).length;
    await done("ada", "restore", `Image:${first}`);
    assert.deepEqual(digests(site.dataDir), original);
    assert.ok(!originals(site.dataDir).some((path) => path.includes("overview") && isLink(path)));
    assert.equal(readdirSync(site.store, { recursive: true }).length, copies);
    for (const id of await imagesNamed(omero, "overview%")) {
      assert.ok(!(await tagsOn(omero, id)).includes("ARCHIVED"));
      assert.equal(await archivedFlag(omero, id), false);
    }
  });

  it("and goes again", async () => {
    const [first] = await imagesNamed(omero, "overview%");
    await done("ada", "tag", `Image:${first}`);
    const { jobs } = (await done("archiver", "scan")) as ScanJson;
    await done("archiver", "jobs", "approve", String(jobs[0]?.jobId));
    assert.equal(((await done("archiver", "run")) as { done: number }).done, 1);
    assert.deepEqual(digests(site.dataDir), original);
    assert.equal(await archivedFlag(omero, first as number), true);
  });
});
