import assert from "node:assert/strict";
import { appendFileSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type OmeroClient, type OriginalFile, rstring } from "@omero-archiver/omero";
import { digests, imagesNamed, originals } from "./look.js";
import { type Ran, Site } from "./site.js";

/** One line a cause, no stack. */
function complains(ran: Ran, code: number, message: RegExp): void {
  assert.match(ran.stderr, message);
  assert.equal(ran.code, code, ran.stderr);
  assert.doesNotMatch(ran.stderr, /^ {4}at /m);
}

describe("bad input gets a clear error, and nothing is lost", { timeout: 300_000 }, () => {
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
  const pathOf = (name: string) => originals(site.dataDir).find((path) => path.includes(name)) as string;
  /** Makes a job of the images of that name, approved and ready to run; gives its number. */
  const approved = async (user: string, name: string): Promise<number> => {
    const [image] = await imagesNamed(omero, name);
    assert.equal((await site.run(user, "tag", `Image:${image}`)).code, 0);
    const scanned = (await site.run("archiver", "scan")).json as { jobs: { jobId: number }[] };
    const job = scanned.jobs[0]?.jobId as number;
    assert.equal((await site.run("archiver", "jobs", "approve", String(job))).code, 0);
    return job;
  };

  it("an unknown object, words that are none, a misspelt setting", async () => {
    complains(await site.run("ada", "tag", "Image:99999"), 1, /not found, or not visible to this user: Image:99999/);
    complains(await site.run("ada", "tag", "Picture:1"), 2, /"Picture:1" is not understood/);
    complains(
      await site.runWith(await site.config("ada", (text) => text.replace("dataDir", "datadir")), "status"),
      2,
      /:\d+: datadir: there is no such setting; did you mean dataDir\?/,
    );
    complains(await site.run("ada", "tga"), 2, /unknown command/);
  });

  it("an image of another owner without the right", async () => {
    const [bens] = await imagesNamed(omero, "axon%");
    complains(await site.run("ada", "tag", `Image:${bens}`), 1, /not visible/);
    const [chens] = await imagesNamed(omero, "plate-7%");
    complains(await site.run("ada", "tag", `Image:${chens}`), 1, /it is chen's; ada is no owner of the group/);
  });

  it("a wrong password, a server that is down, a certificate that does not match", async () => {
    const wrong = await site.config("archiver");
    writeFileSync(join(dirname(wrong), "archiver.password"), "wrong\n");
    complains(await site.runWith(wrong, "scan"), 1, /logging in to OMERO at localhost:\d+: Password check failed/);
    const free = createServer().listen(0);
    const { port } = free.address() as { port: number };
    free.close();
    complains(
      await site.runWith(await site.config("archiver", (text) => text.replace(/port: \d+/, `port: ${port}`)), "scan"),
      1,
      /nobody listens there/,
    );
    const pinned = await site.config("archiver", (text) =>
      text.replace(/tls: .*/, `tls: { fingerprint: "${"ab".repeat(32)}" }`),
    );
    complains(await site.runWith(pinned, "scan"), 1, /fingerprint is .*expected was AB:AB/);
    complains(
      await site.runWith(await site.config("archiver", (text) => text.replace(/ {2}tls: .*\n/, "")), "scan"),
      1,
      /tls\.fingerprint/,
    );
  });

  it("an original that has changed since the scan; a digest that differs from OMERO's", async () => {
    const job = await approved("ada", "section-01");
    const path = pathOf("section-01");
    const bytes = readFileSync(path);
    appendFileSync(path, "more");
    complains(await site.run("archiver", "run"), 1, /section-01\.ome\.tiff.* bytes, and had .* when the job was made/);
    const spoilt = Buffer.from(bytes);
    spoilt[1_000] = (spoilt[1_000] ?? 0) ^ 1;
    writeFileSync(path, spoilt);
    await site.run("archiver", "jobs", "restart", String(job));
    complains(await site.run("archiver", "run"), 1, /is not what OMERO recorded: SHA1-160 is/);
    assert.ok(readFileSync(path).equals(spoilt), "the original is left as it is");
    writeFileSync(path, bytes);
    await site.run("archiver", "jobs", "restart", String(job));
    assert.equal((await site.run("archiver", "run")).code, 0);
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("a missing file: no job, unless it is said that files may be missing", async () => {
    const path = pathOf("stack_2");
    renameSync(path, `${path}.away`);
    const [image] = await imagesNamed(omero, "stack%");
    await site.run("ada", "tag", `Image:${image}`);
    complains(
      await site.run("archiver", "scan"),
      1,
      /1 file\(s\) are not on the disk \(.*stack_2\.ome\.tiff\).*--ignore-missing/,
    );
    renameSync(`${path}.away`, path);
    const { jobs } = (await site.run("archiver", "scan")).json as { jobs: { jobId: number }[] };
    await site.run("archiver", "jobs", "decline", String(jobs[0]?.jobId));
  });

  it("a symbolic link, or a file with another name, put in the original's place after the scan", async () => {
    const job = await approved("dora", "exercise");
    const path = pathOf("exercise");
    linkSync(path, `${path}.second name`);
    const linked = (await site.run("archiver", "run")).json as { done: number; passedOver: { cause: string }[] };
    assert.equal(linked.done, 0);
    assert.match(linked.passedOver[0]?.cause ?? "", /hard link|another name/);
    rmSync(`${path}.second name`);
    assert.equal(
      ((await site.run("archiver", "jobs", "show", String(job))).json as { state: string }).state,
      "Finished",
    );
    const again = await approved("dora", "exercise").catch(() => undefined);
    assert.ok(again, "it may be asked for again");
    renameSync(path, `${path}.away`);
    symlinkSync(`${path}.away`, path);
    const swapped = (await site.run("archiver", "run")).json as { done: number; passedOver: { cause: string }[] };
    assert.equal(swapped.done, 0);
    assert.match(swapped.passedOver[0]?.cause ?? "", /symbolic link/);
    rmSync(path);
    renameSync(`${path}.away`, path);
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("a path that leads outside the data directory", async () => {
    const chen = await site.client("chen");
    const [image] = await imagesNamed(omero, "plate-7%");
    const [file] = await chen.findAll<OriginalFile>(
      "select e.originalFile from FilesetEntry e where e.fileset.id = (select i.fileset.id from Image i where i.id = :id) order by e.id",
      { id: image as number },
    );
    await chen.save({ ...(file as OriginalFile), path: rstring("../../../../etc/"), name: rstring("passwd") });
    await chen.close();
    await site.run("chen", "tag", `Image:${image}`);
    complains(
      await site.run("archiver", "scan"),
      1,
      /no job is made of this request: OMERO names the file .*passwd", which leads out of/,
    );
    await site.run("chen", "untag", `Image:${image}`);
  });

  it("a store that is not there is not made in silence", async () => {
    const [image] = await imagesNamed(omero, "section-01");
    assert.equal((await site.run("ada", "restore", `Image:${image}`)).code, 0);
    await approved("ada", "section-01");
    renameSync(site.store, `${site.store}.away`);
    complains(await site.run("archiver", "run"), 1, /is no store.*Is its disk mounted\?/s);
    renameSync(`${site.store}.away`, site.store);
    assert.equal((await site.run("archiver", "run")).code, 0);
    assert.deepEqual(digests(site.dataDir), original);
  });
});
