import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { HOME } from "#src/disk/home.js";
import { digests, imagesNamed, originals, tagsOn } from "./look.js";
import { type Ran, Site } from "./site.js";

interface Check {
  readonly story: string;
  readonly name: string;
  readonly outcome: { readonly is: string; readonly cause?: string; readonly why?: string };
}

const REPLACED = "approved, every file is copied, verified and replaced by a link";

describe("a selftest on any OMERO.server", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let original: Map<string, string>;
  let asked: number;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
    mkdirSync(join(site.folder, "tmp"));
    const [image] = await imagesNamed(omero, "section-01");
    asked = image as number;
    assert.equal((await site.run("ada", "tag", `Image:${asked}`)).code, 0);
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });

  const start = async (
    change?: (text: string) => string,
    user = "root",
    { json = true, words: more = [], env = {} }: { json?: boolean; words?: string[]; env?: NodeJS.ProcessEnv } = {},
  ) => {
    const passwordFile = join(site.folder, `${user}.password`);
    const password = user === "root" ? readFileSync(join(site.dataDir, "root-password"), "utf8") : `${user}-demo`;
    writeFileSync(passwordFile, password, { mode: 0o600 });
    const words = ["selftest", "--user", user, "--password-file", passwordFile, ...more];
    return site.start(await site.config("archiver", change), words, { TMPDIR: join(site.folder, "tmp"), ...env }, json);
  };
  const play = async (change?: (text: string) => string, user?: string) => (await start(change, user)).ended;
  const checks = (ran: Ran) => (ran.json as { checks: Check[] }).checks;
  const outcomes = (ran: Ran) => [...new Set(checks(ran).map(({ outcome }) => outcome.is))];
  /** Nothing of a selftest's is left but users and groups, and of the site's own nothing was touched. */
  const nothingElse = async () => {
    assert.deepEqual(digests(site.dataDir), original);
    assert.deepEqual(readdirSync(join(site.folder, "tmp")), []);
    assert.deepEqual(
      readdirSync(site.dataDir).filter((name) => name.includes("selftest")),
      [],
    );
    assert.deepEqual(await imagesNamed(omero, "omero-archiver-selftest%"), []);
    assert.deepEqual(await tagsOn(omero, asked), ["ARCHIVE NOTE", "TO-ARCHIVE"], "a request of the site's own");
  };

  it("all is well; nothing of it is left but what OMERO does not let go, which is said", async () => {
    const first = await play();
    assert.deepEqual(outcomes(first), ["ok"], first.stdout);
    assert.equal(first.code, 0);
    await nothingElse();
    const { stay } = first.json as { stay: string[] };
    assert.ok(stay.includes("omero-archiver-selftest-private"), first.stdout);
    const jobs = (await site.run("archiver", "jobs", "list")).json;
    assert.deepEqual(jobs, [], "the site's register knows nothing of it");
  });

  it("where the data directory is not to be seen, that part is not tried, and is said to be", async () => {
    const ran = await play((text) => text.replace(/dataDir: .*/, "dataDir: /nowhere"));
    assert.equal(ran.code, 0, ran.stderr);
    const bytes = checks(ran).filter(({ story }) => story === "bytes");
    assert.ok(bytes.length > 5);
    for (const { outcome } of bytes) {
      assert.equal(outcome.is, "not tried");
      assert.match(outcome.why ?? "", /^\/nowhere is not this server's data directory/);
    }
    for (const { story, outcome } of checks(ran)) if (story !== "bytes") assert.equal(outcome.is, "ok");
    await nothingElse();
  });

  it("where OMERO can't follow the links, the check fails that would have cost the site its images", async () => {
    const ran = await play((text) => `${text}omeroSees: /elsewhere\n`);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /^1 of \d+ checks have failed\n$/);
    const at = checks(ran).findIndex(({ name }) => name === REPLACED);
    assert.match(checks(ran)[at]?.outcome.cause ?? "", /OMERO\.server can't read .* through its link/);
    for (const { outcome } of checks(ran).slice(at + 1)) assert.equal(outcome.is, "not tried");
    await nothingElse();
  });

  it("a store that can't be made fails; an administrator without the privileges is told which", async () => {
    const unwritable = await (await start(undefined, "root", { words: ["--store", "/sys"] })).ended;
    assert.equal(unwritable.code, 1);
    const failed = checks(unwritable).filter(({ outcome }) => outcome.is === "failed");
    assert.match(failed.map(({ outcome }) => outcome.cause).join(), /^\/sys\/\S+ can't be made a store: /);
    const nowhere = await (await start(undefined, "root", { words: ["--store", "/no/such/folder"] })).ended;
    assert.match(nowhere.stderr, /--store: there is no folder \/no\/such\/folder/);
    assert.equal(nowhere.code, 2);
    const robot = await play(undefined, "archiver");
    assert.equal(robot.code, 1);
    assert.match(robot.stderr, /archiver lacks ModifyUser, ModifyGroup, ModifyGroupMembership\./);
    const stored = await site.run("archiver", "--login", "stored", "selftest", "--user", "root");
    assert.match(stored.stderr, /needs a login by password/);
    const user = await play(undefined, "ada");
    assert.match(user.stderr, /ada is no administrator/);
    await nothingElse();
  });

  it("stopped by Ctrl-C it leaves nothing; of a killed one the next removes what it finds", async () => {
    // A site that has not made its store yet.
    rmSync(join(site.dataDir, HOME), { recursive: true });
    const stopped = await start(undefined, "root", { json: false });
    await stopped.said("takes it back");
    stopped.kill("SIGINT");
    assert.equal((await stopped.ended).code, 1);
    await nothingElse();
    const killed = await start(undefined, "root", { env: { OMERO_ARCHIVER_KILL_AT: "replace: link made:3" } });
    assert.notEqual((await killed.ended).code, 0);
    assert.ok(originals(site.dataDir).length > original.size, "it was in the midst of it");
    assert.ok(readdirSync(join(site.dataDir, HOME, "swap")).length > 0, "and has left something on its way");
    const next = await play();
    assert.deepEqual(outcomes(next), ["ok"], next.stdout);
    await nothingElse();
    const groups = "select g.id, g.name from ExperimenterGroup g where g.name like 'omero-archiver-selftest%'";
    assert.equal((await omero.projection(groups)).length, 4, "those that stayed were taken up again");
    assert.ok(!existsSync(join(site.dataDir, HOME)), "no marker that the site has not put there");
  });
});
