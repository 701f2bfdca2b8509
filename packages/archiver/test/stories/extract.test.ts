import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { attach, created, type Fileset, type OmeroClient, rlong, rstring, rtime } from "@omero-archiver/omero";
import type { Extracted } from "#src/services/extract/extract.js";
import { attachFile } from "./attach.js";
import { imagesNamed, originals } from "./look.js";
import { type Ran, Site } from "./site.js";

describe("extracting the files of images", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let to: string;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    to = join(site.folder, "extracted");
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
  const extracted = async (...words: string[]) => (await done("extract", "--to", to, ...words)).json as Extracted;
  const below = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  const sha1 = (path: string) => createHash("sha1").update(readFileSync(path)).digest("hex");
  const pathOf = (part: string) => originals(site.dataDir).find((path) => path.includes(part)) as string;
  const imageNamed = async (name: string) => ((await imagesNamed(omero, name)) as [number])[0];

  it("a fileset comes whole, as it was imported, also when it is archived; a second time nothing is to be done", async () => {
    const image = await imageNamed("stack [position 1]");
    await done("tag", `Image:${image}`);
    const { jobs } = (await done("scan")).json as { jobs: { jobId: number }[] };
    await done("jobs", "approve", String(jobs[0]?.jobId));
    await done("run");
    assert.equal((await extracted(`Image:${image}`)).written, 3);
    const names = ["stack.companion.ome", "stack_1.ome.tiff", "stack_2.ome.tiff"];
    const [folder] = readdirSync(to) as [string];
    assert.match(folder, /^Fileset-\d+$/);
    assert.deepEqual(below(join(to, folder)), names);
    for (const name of names) {
      assert.equal(sha1(join(to, folder, name)), sha1(pathOf(name)));
      assert.ok(!existsSync(join(to, folder, `.${name}.part`)));
    }
    assert.deepEqual(await extracted(String(image)), { written: 0, thereAlready: 3, bytes: 0, failed: [] });
  });

  it("another file in its place stays, unless it is said by force; one that was cut off is made anew", async () => {
    const image = await imageNamed("section-01");
    await extracted(`Image:${image}`);
    const path = join(to, below(to).find((name) => name.includes("section-01")) as string);
    const whole = sha1(path);
    appendFileSync(path, "mine");
    const refused = await site.run("archiver", "extract", `Image:${image}`, "--to", to);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /section-01.* is there, and is another file: --force replaces it/);
    assert.ok(readFileSync(path, "latin1").endsWith("mine"));
    assert.equal((await extracted(`Image:${image}`, "--force")).written, 1);
    assert.equal(sha1(path), whole);
    // The same size, and other bytes.
    const bytes = readFileSync(path);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    assert.equal((await extracted(`Image:${image}`, "--force")).written, 1);
    assert.equal(sha1(path), whole);
  });

  it("bytes that are not what OMERO recorded are not taken, and the others come all the same", async () => {
    const path = pathOf("exercise");
    appendFileSync(path, "spoilt");
    const [exercise, overview] = [await imageNamed("exercise"), await imageNamed("overview [Series 1]")];
    const ran = await site.run("archiver", "extract", `Image:${exercise},${overview}`, "--to", to);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /exercise.*: its bytes are not what OMERO recorded \(SHA1-160\)/);
    assert.equal((ran.json as Extracted).written, 1);
    assert.deepEqual(
      below(to).filter((name) => /exercise|\.part/.test(name)),
      [],
    );
  });

  it("attachments of the same name, of names that differ in case alone, or that no file system takes, don't collide", async () => {
    const image = await imageNamed("axon 1.lsm");
    const given = [
      "import.log",
      "Import.LOG",
      "import.log",
      "../../etc/passwd",
      "..",
      "a:b\nc?.txt",
      `${"細".repeat(100)}.csv`,
    ];
    const ids: number[] = [];
    for (const [i, name] of given.entries())
      ids.push(await attachFile(site, "ben", image, name, Buffer.from(`bytes ${i}`)));
    // One that is called as the next but one would be, as its plain name is taken.
    const first = await attachFile(site, "ben", image, "twin", Buffer.from(`bytes ${given.push("twin") - 1}`));
    for (const name of [`${first + 2} twin`, "twin"])
      ids.push(await attachFile(site, "ben", image, name, Buffer.from(`bytes ${given.push(name) - 1}`)));
    assert.equal(ids.at(-1), first + 2);
    assert.equal((await extracted(`Image:${image}`, "--only", "attachments")).written, given.length);
    const folder = join(to, `Image-${image}`, "attachments");
    const names = below(folder);
    assert.equal(names.length, given.length);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, given.length);
    assert.deepEqual(
      names.map((name) => readFileSync(join(folder, name), "utf8")).sort(),
      given.map((_, i) => `bytes ${i}`),
    );
    assert.ok(names.includes("import.log") && names.includes(`${ids[1]} Import.LOG`) && names.includes("a_b_c_.txt"));
    rmSync(folder, { recursive: true });
    assert.equal((await extracted(`Image:${image}`, "--only", "logs")).written, 3);
  });

  it("the log of an import comes with its fileset", async () => {
    const image = await imageNamed("overview [Series 1]");
    const log = Buffer.from("imported\n");
    const ada = await site.client("ada");
    const [row] = await ada.projection("select i.fileset.id from Image i where i.id = :image", { image });
    const file = created("OriginalFile", {
      ...{ name: rstring("10-01-01.123.log"), path: rstring("ada_2/2024-03/04/"), size: rlong(log.length) },
      mimetype: rstring("application/octet-stream"),
    });
    const now = rtime(Date.now());
    const job = created("UploadJob", {
      ...{ username: rstring("ada"), groupname: rstring("cell-biology"), type: rstring("User"), message: rstring("") },
      ...{
        submitted: now,
        scheduledFor: now,
        status: (await ada.types.getEnumeration("JobStatus", "Finished")) as never,
      },
    });
    attach(job, "originalFileLinks", [created("JobOriginalFileLink", { child: file })], "parent");
    const fileset = await ada.findOne<Fileset>(
      "select s from Fileset s left outer join fetch s.jobLinks where s.id = :id",
      { id: Number(row?.[0]) },
    );
    const link = created("FilesetJobLink", { child: job as never });
    await ada.save(attach(fileset as Fileset, "jobLinks", [link], "parent"));
    await ada.close();
    writeFileSync(join(site.dataDir, "ManagedRepository", "ada_2/2024-03/04/10-01-01.123.log"), log);
    assert.equal((await extracted(`Image:${image}`, "--only", "logs")).written, 1);
    assert.deepEqual(readFileSync(join(to, `Fileset-${row?.[0]}`, "import", "10-01-01.123.log")), log);
  });

  it("where OMERO's files are not to be seen, the bytes come through OMERO, for whoever may read the image", async () => {
    const image = await imageNamed("axon 1.lsm");
    const elsewhere = await site.config("ben", (text) =>
      text.replace(/dataDir: .*/, `dataDir: ${site.folder}/nowhere`),
    );
    const other = join(site.folder, "through");
    const ran = await site.runWith(elsewhere, "extract", `Image:${image}`, "--only", "originals", "--to", other);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(below(other), [`Image-${image}/slide 1.ome.tiff`]);
    const [file] = below(other) as [string];
    assert.ok(
      originals(site.dataDir).some((path) => statSync(path).size > 0 && sha1(path) === sha1(join(other, file))),
    );
    const foreign = await site.run("ada", "extract", `Image:${image}`, "--to", other);
    assert.match(foreign.stderr, /not found, or not visible to this user/);
  });
});
