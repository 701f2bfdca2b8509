import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { OmeroClient } from "@omero-archiver/omero";
import type { FailurePoint } from "#src/engine/failure-points.js";
import { stateOf } from "../crash/process-state.js";
import { archivedFlag, digests, imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { type Ran, Site, type Started } from "./site.js";

describe("OMERO goes away, or changes, under a run", { timeout: 300_000 }, () => {
  let site: Site;
  let original: Map<string, string>;
  before(async () => {
    site = await Site.open();
    original = digests(site.dataDir);
  });
  after(() => site?.close());

  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.run("archiver", ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  async function withOmero<T>(user: string, work: (omero: OmeroClient) => Promise<T>): Promise<T> {
    const omero = await site.client(user);
    return work(omero).finally(() => omero.close());
  }
  const imageNamed = async (name: string) =>
    ((await withOmero("archiver", (omero) => imagesNamed(omero, name))) as [number])[0];
  const shown = (image: number): Promise<[string[], unknown]> =>
    withOmero("archiver", async (omero) => [await tagsOn(omero, image), await archivedFlag(omero, image)]);
  /** @returns the image's id; its job waits for a run */
  async function approved(name: string): Promise<number> {
    const image = await imageNamed(name);
    await done("tag", `Image:${image}`);
    await done("scan");
    const jobs = (await done("jobs", "list", "--state", "New")).json as { id: number }[];
    await done("jobs", "approve", ...jobs.map(({ id }) => String(id)));
    return image;
  }
  /** A run that stands still at a point, until it is sent SIGCONT. */
  async function stoppedAt(point: FailurePoint, ...words: string[]): Promise<Started> {
    const run = site.start(await site.config("archiver"), words, { OMERO_ARCHIVER_STOP_AT: point });
    while (stateOf(run.pid) !== "T") await pause(20);
    return run;
  }

  it("a server that is restarted in mid-tagging: the run waits for it, and goes on", async () => {
    const image = await approved("section-01");
    const run = await stoppedAt("tags: before OMERO is told", "run");
    await site.killServer();
    run.kill("SIGCONT");
    await pause(1_000); // It finds nobody there at first.
    await site.startServerAgain();
    const { code, stderr } = await run.ended;
    assert.equal(code, 0, stderr);
    assert.deepEqual(await shown(image), [["ARCHIVE NOTE", "ARCHIVED"], true]);
  });

  it("a session that an administrator has ended in mid-tagging: a new one takes its place", async () => {
    const image = await approved("exercise");
    const run = await stoppedAt("tags: before OMERO is told", "run");
    const root = await OmeroClient.connect({
      host: "localhost",
      port: site.port,
      tls: { verify: false },
      login: { user: "root", password: readFileSync(join(site.dataDir, "root-password"), "utf8").trim() },
    });
    const sessions = await root.findAll(
      "select s from Session s where s.owner.omeName = 'archiver' and s.closed is null",
    );
    assert.ok(sessions.length > 0);
    for (const session of sessions) await root.session.closeSession(session as never);
    await root.close();
    run.kill("SIGCONT");
    const { code, stderr } = await run.ended;
    assert.equal(code, 0, stderr);
    assert.deepEqual(await shown(image), [["ARCHIVE NOTE", "ARCHIVED"], true]);
  });

  it("a server that does not come back: files stay as they are, the run says so, and the next one goes on", async () => {
    const image = await approved("overview [Series 1]");
    const before = originals(site.dataDir).filter(isLink);
    const run = await stoppedAt("replace: link on the disk", "run");
    await site.killServer();
    run.kill("SIGCONT");
    const { code, stderr } = await run.ended;
    assert.equal(code, 1);
    assert.match(stderr, /OMERO\.server went away before it could be asked .*overview.*put back/);
    assert.deepEqual(
      originals(site.dataDir).filter(isLink),
      before,
      "what OMERO could not be asked about was put back",
    );
    assert.deepEqual(digests(site.dataDir), original);
    await site.startServerAgain();
    await done("cycle");
    assert.deepEqual(await shown(image), [["ARCHIVE NOTE", "ARCHIVED"], true]);
    assert.deepEqual(digests(site.dataDir), original);
  });

  it("an image that its owner has moved to another group since the scan: archived, and tagged where it is now", async () => {
    // The tags hang on another image, too, so that they stay behind when this one moves.
    await approved("stack [position 1]");
    const image = await approved("a = b%");
    const [row] = await withOmero("ada", (ada) =>
      ada.projection(
        "select i.fileset.id, g.id from Image i, ExperimenterGroup g where i.id = :image and g.name = 'screening'",
        { image },
        { group: "all" },
      ),
    );
    const [fileset, groupId] = row as [number, number];
    const targetObjects = new Map([["Fileset", [fileset]]]);
    await withOmero("ada", (ada) =>
      ada.submit({ $type: "::omero::cmd::Chgrp2", targetObjects, groupId }, { group: "all" }),
    );
    assert.ok(!(await withOmero("archiver", (omero) => tagsOn(omero, image))).includes("ARCHIVE-PENDING"));
    await done("run");
    const [tags, archived] = await shown(image);
    assert.ok(tags.includes("ARCHIVED") && archived, String(tags));
    const rows = await withOmero("archiver", (omero) =>
      omero.projection(
        "select l.details.group.id, a.details.group.id, l.details.owner.omeName from ImageAnnotationLink l join l.parent i join l.child a where i.id = :image and a.name = 'ARCHIVED'",
        { image },
        { group: "all" },
      ),
    );
    assert.deepEqual(rows, [[groupId, groupId, "ada"]]);
    assert.deepEqual(digests(site.dataDir), original);
  });
});
