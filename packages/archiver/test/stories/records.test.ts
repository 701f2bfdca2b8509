import assert from "node:assert/strict";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { parseArk, recordPath } from "#src/records/ark.js";
import { digests, imagesNamed, isLink, originals } from "./look.js";
import { Site } from "./site.js";

describe("records of what is archived, for people and for the day on which a register is lost", {
  timeout: 300_000,
}, () => {
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
    return ran.json as Record<string, unknown>;
  };
  const records = () => join(site.folder, "records", "Log");
  const register = (name: string) =>
    readFileSync(join(site.folder, "records", name), "utf8")
      .split("\n")
      .filter(Boolean);
  const recordOf = (path: string) => parseArk(readFileSync(join(records(), recordPath(path)), "utf8"));
  const links = () => originals(site.dataDir).filter((path) => isLink(path) && !path.includes("lecture"));

  it("each archived file has one, whatever its name, and stands in the register file", async () => {
    const images = [...(await imagesNamed(omero, "a = b%")), ...(await imagesNamed(omero, "stack%"))];
    await done("ada", "tag", ...images.map((id) => `Image:${id}`));
    await done("archiver", "scan");
    await done("archiver", "jobs", "approve", "1");
    const { recorded } = (await done("archiver", "run")) as { recorded: { files: number } };
    assert.equal(recorded.files, 4);
    for (const path of links()) {
      const { copy, own } = recordOf(path);
      assert.equal(own?.digests.sha256, original.get(path));
      assert.equal(copy?.digests.sha256, original.get(path));
      assert.ok(lstatSync(copy?.path as string).isFile());
      assert.equal(own?.step, "archived");
      assert.ok(own?.images.every((id) => images.includes(id)));
    }
    assert.deepEqual(register("archived_register").sort(), links().sort());
    assert.deepEqual(register("to_archive_register"), []);
  });

  it("a file that came back stands in no register, and its record says so", async () => {
    const [odd] = await imagesNamed(omero, "a = b%");
    const path = links().find((path) => path.includes("Zellkern")) as string;
    await done("ada", "restore", `Image:${odd}`);
    assert.equal(recordOf(path).own?.step, "online");
    assert.deepEqual(register("archived_register").sort(), links().sort());
  });

  it("records that can't be written hold nothing up, and are written the next time; no link leads them elsewhere", async () => {
    const elsewhere = join(site.folder, "elsewhere-of-records");
    mkdirSync(elsewhere);
    const place = join(records(), site.dataDir.slice(1), "ManagedRepository");
    rmSync(place, { recursive: true });
    symlinkSync(elsewhere, place);
    const [section] = await imagesNamed(omero, "section-01");
    await done("ada", "tag", `Image:${section}`);
    await done("archiver", "scan");
    await done("archiver", "jobs", "approve", "3");
    const ran = await site.run("archiver", "run");
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /records below .* the next time: .*symbolic link/);
    assert.equal((ran.json as { done: number }).done, 1, "the file itself is archived");
    assert.deepEqual(digests(site.dataDir), original);
    rmSync(place);
    await done("archiver", "run");
    assert.equal(recordOf(links().find((path) => path.includes("section")) as string).own?.step, "archived");
    assert.deepEqual(readdirSync(elsewhere), []);
  });
});
