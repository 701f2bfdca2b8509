import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type OriginalFile, rstring } from "@omero-archiver/omero";
import { imagesNamed, isLink, originals } from "./look.js";
import { Site } from "./site.js";

/** The longest that Linux takes for one name: 255 bytes, of whatever letters. */
const NAMES = { "section-01": `${"a".repeat(251)}.tif`, exercise: `ab${"細".repeat(83)}.tif` } as const;

describe("files whose names are as long as names can be", { timeout: 120_000 }, () => {
  let site: Site;
  before(async () => {
    site = await Site.open();
  });
  after(() => site?.close());
  const done = async (...words: string[]) => {
    const ran = await site.runWith(await site.config("archiver", (text) => `${text}hold: 1d\n`), ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.json;
  };

  for (const [image, name] of Object.entries(NAMES))
    it(`${Buffer.byteLength(name)} bytes, ${name.length} letters: archived, put back, archived, restored`, async () => {
      assert.equal(Buffer.byteLength(name), 255);
      const old = originals(site.dataDir).find((path) => path.includes(image)) as string;
      const path = join(dirname(old), name);
      const id = await renamed(image === "exercise" ? "dora" : "ada", basename(old), name);
      renameSync(old, path);
      const bytes = () => createHash("sha256").update(readFileSync(path)).digest("hex");
      const before = bytes();
      const archive = async () => {
        await done("tag", `Image:${id}`);
        const { jobs } = (await done("scan")) as { jobs: { jobId: number }[] };
        await done("jobs", "approve", String(jobs[0]?.jobId));
        await done("run");
        assert.ok(isLink(path));
        assert.equal(bytes(), before);
      };
      await archive();
      await done("undo", `Image:${id}`);
      assert.ok(!isLink(path));
      await archive();
      await done("restore", `Image:${id}`);
      assert.ok(!isLink(path));
      assert.equal(bytes(), before);
      assert.deepEqual(readdirSync(join(site.dataDir, ".omero-archiver", "swap")), []);
    });

  /** Gives a file another name in OMERO's database. @returns the image's id */
  async function renamed(user: string, from: string, to: string): Promise<number> {
    const owner = await site.client(user);
    try {
      const file = await owner.findOne<OriginalFile>("select f from OriginalFile f where f.name = :from", { from });
      assert.ok(file);
      await owner.save({ ...file, name: rstring(to) });
      const [image] = await imagesNamed(owner, from.replace(".ome.tiff", ""));
      return image as number;
    } finally {
      await owner.close();
    }
  }
});
