import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { OmeroClient } from "@omero-archiver/omero";
import type { ImageId } from "#src/domain/ids.js";
import { tagLinks } from "#src/omero/tags.js";
import { stateOf } from "../crash/process-state.js";
import { digests, imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { type Ran, Site } from "./site.js";

describe("every day", { timeout: 300_000 }, () => {
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
  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.run("archiver", ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  const imageNamed = async (name: string) => ((await imagesNamed(omero, name)) as [number])[0];
  const pathOf = (name: string) => originals(site.dataDir).find((path) => path.includes(name)) as string;

  it("a scan is made by one at a time: a second leaves it to the first, and a dead one holds nobody up", async () => {
    await done("tag", `Image:${await imageNamed("section-01")}`);
    const env = { OMERO_ARCHIVER_STOP_AT: "tags: before OMERO is told" };
    const first = site.start(await site.config("archiver"), ["scan"], env);
    while (stateOf(first.pid) !== "T") await pause(20);
    const second = (await done("scan")).json as { leftTo?: { worker: string } };
    assert.match(second.leftTo?.worker ?? "", new RegExp(` ${first.pid} since `));
    const cycle = (await done("cycle")).json as { scan: object; run: { done: number } };
    assert.ok("leftTo" in cycle.scan);
    first.kill("SIGKILL");
    await first.ended;
    assert.ok("jobs" in ((await done("scan")).json as object));
    assert.deepEqual(await tagsOn(omero, await imageNamed("section-01")), ["ARCHIVE NOTE", "ARCHIVE-PENDING"]);
  });

  it("one cycle after the other: asked for, approved, archived", async () => {
    await done("tag", `Image:${await imageNamed("overview [Series 1]")}`);
    await done("cycle");
    const jobs = (await done("jobs", "list", "--state", "New")).json as { id: number }[];
    assert.equal(jobs.length, 2);
    await done("jobs", "approve", ...jobs.map(({ id }) => String(id)));
    const { run } = (await done("cycle")).json as { run: { done: number } };
    assert.equal(run.done, 2);
    assert.ok(isLink(pathOf("section-01")));
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("tags that somebody has removed by hand come back", async () => {
    const image = await imageNamed("section-01");
    const links = (await tagLinks(omero, [image as ImageId])).get(image as ImageId) ?? [];
    const ada = await site.client("ada");
    await ada.delete({ ImageAnnotationLink: links.map(({ linkId }) => linkId) }, { group: "all" });
    await ada.close();
    assert.deepEqual(await tagsOn(omero, image), []);
    const seen = (await done("tags", "repair", "--dry-run")).json as { changed: number[] };
    assert.deepEqual(seen.changed, [image]);
    assert.deepEqual(await tagsOn(omero, image), []);
    await done("tags", "repair");
    assert.deepEqual(await tagsOn(omero, image), ["ARCHIVED"]);
    assert.deepEqual(((await done("tags", "repair")).json as { changed: number[] }).changed, []);
  });

  it("anybody can watch how far a run is", async () => {
    await done("restore", `Image:${await imageNamed("overview [Series 1]")}`);
    await done("tag", `Image:${await imageNamed("overview [Series 1]")}`);
    await done("scan");
    const jobs = (await done("jobs", "list", "--state", "New")).json as { id: number; bytes: number }[];
    await done("jobs", "approve", String(jobs[0]?.id));
    const config = await site.config("archiver");
    const run = site.start(config, ["run", "--limit", "600k"]);
    const { stdout, code } = await site.start(config, ["status", "--watch"]).ended;
    assert.equal((await run.ended).code, 0);
    assert.equal(code, 0);
    const seen = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { done: number; bytes: number; workers: number });
    assert.ok(seen.length >= 1);
    assert.ok(seen.every(({ done, bytes }) => done <= bytes && bytes === jobs[0]?.bytes));
    assert.ok(
      seen.some(({ done, workers }) => workers === 1 && done > 0),
      JSON.stringify(seen),
    );
  });

  it("an image that was deleted after the scan: its file is passed over, and nothing else happens", async () => {
    const image = await imageNamed("a = b%");
    await done("tag", `Image:${image}`);
    await done("scan");
    const jobs = (await done("jobs", "list", "--state", "New")).json as { id: number }[];
    await done("jobs", "approve", String(jobs[0]?.id));
    const [row] = await omero.projection(
      "select i.id, i.fileset.id from Image i where i.id = :id",
      { id: image },
      { group: "all" },
    );
    const ada = await site.client("ada");
    await ada.delete({ Fileset: [Number(row?.[1])] }, { group: "all" });
    await ada.close();
    const ran = await site.run("archiver", "run");
    assert.equal(ran.code, 0, ran.stderr);
    const job = (await done("jobs", "show", String(jobs[0]?.id))).json as {
      state: string;
      files: { condition: { is: string } }[];
    };
    assert.equal(job.state, "Finished");
    assert.deepEqual(
      job.files.map(({ condition }) => condition.is),
      ["missing"],
    );
  });
});
