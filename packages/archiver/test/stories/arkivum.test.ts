import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { Appliance } from "@omero-archiver/standin";
import { digests, imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { Site } from "./site.js";

interface RunJson {
  readonly done: number;
  readonly states: Record<string, { files: number; bytes: number }>;
  readonly left: { files: number };
}

describe("a site with an Arkivum appliance", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let appliance: Appliance;
  let original: Map<string, string>;
  let config: string;
  const slow = { known: 3_600_000, final: 3_600_000, states: [] };
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
    const mount = join(site.folder, "mount");
    mkdirSync(mount);
    appliance = await Appliance.start({ mount, folder: join(site.folder, "appliance"), pace: slow });
    const store =
      `store: { type: arkivum, root: ${mount}/omero, mount: ${mount}, server: "https://localhost:${appliance.port}", ` +
      `tls: { ca: ${appliance.certificateFile} }, sameFileSystem: allow, askAgainAfter: 0s, releaseStates: [green] }`;
    config = await site.config("archiver", (text) =>
      text.replace(/^store:.*$/m, store).replace("verification: any\n", ""),
    );
    assert.equal((await site.runWith(config, "store", "init")).code, 0);
  });
  after(async () => {
    await omero?.close();
    await appliance?.close();
    await site?.close();
  });
  const pathOf = (name: string) => originals(site.dataDir).find((path) => path.includes(name)) as string;
  const run = async () => {
    const ran = await site.runWith(config, "run");
    return { ...ran, json: ran.json as RunJson };
  };

  it("an original stays until the appliance says green, and no longer", async () => {
    const [image] = (await imagesNamed(omero, "section-01")) as [number];
    const path = pathOf("section-01");
    await site.run("archiver", "tag", `Image:${image}`);
    assert.equal((await site.runWith(config, "scan")).code, 0);
    assert.equal((await site.runWith(config, "jobs", "approve", "1")).code, 0);

    const first = await run();
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(Object.keys(first.json.states), ["unknown"]);
    assert.equal(first.json.left.files, 1);
    assert.ok(!isLink(path));

    appliance.pace = { known: 0, final: 0, states: [{ name: "amber", after: 0 }] };
    const second = await run();
    assert.deepEqual(Object.keys(second.json.states), ["amber"]);
    assert.ok(!isLink(path));

    appliance.fault = "503";
    const broken = await run();
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /appliance .* answers 503/);
    assert.ok(!isLink(path));
    appliance.fault = undefined;

    appliance.pace = { known: 0, final: 0, states: [{ name: "green", after: 0 }] };
    const last = await run();
    assert.equal(last.code, 0, last.stderr);
    assert.equal(last.json.done, 1);
    assert.ok(isLink(path));
    assert.deepEqual(digests(site.dataDir), original);
    assert.ok((await tagsOn(omero, image)).includes("ARCHIVED"));

    const info = await site.runWith(config, "store", "info", path);
    assert.equal(info.code, 0, info.stderr);
    assert.equal((info.json as { info: { replicationState: string } }[])[0]?.info.replicationState, "green");
    assert.equal((await site.runWith(config, "restore", `Image:${image}`)).code, 0);
    assert.ok(!isLink(path));
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("a file that the appliance took in wrongly fails, stays where it is, and is copied anew when somebody restarts its job", async () => {
    const [image] = (await imagesNamed(omero, "overview%")) as [number];
    const path = pathOf("overview");
    await site.run("archiver", "tag", `Image:${image}`);
    const { jobs } = (await site.runWith(config, "scan")).json as { jobs: { jobId: number }[] };
    const job = String(jobs[0]?.jobId);
    await site.runWith(config, "jobs", "approve", job);
    appliance.fault = "wrong md5";
    const failed = await run();
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /the appliance has other bytes/);
    assert.ok(!isLink(path));
    appliance.fault = undefined;
    await site.runWith(config, "jobs", "restart", job);
    const again = await run();
    assert.equal(again.code, 0, again.stderr);
    assert.ok(isLink(path));
    assert.deepEqual(digests(site.dataDir), original);
  });
});
