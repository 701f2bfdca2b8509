import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { tagsOn } from "./look.js";
import { Site } from "./site.js";

describe("asking, and taking it back", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });

  const rows = async (hql: string) => (await omero.projection(hql, {}, { group: "all" })).map(([id]) => Number(id));
  const said = async (user: string, ...words: string[]) => {
    const ran = await site.start(await site.config(user), words, {}, false).ended;
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran.stdout.trim();
  };

  const PLATE = "select i.id, i.name from WellSample s join s.image i order by i.id";
  for (const [type, user, find, images] of [
    ["Project", "ada", "select p.id, p.name from Project p where p.name = 'Kidney development'", below("Project")],
    ["Dataset", "ada", "select d.id, d.name from Dataset d where d.name = 'day 1'", below("Dataset")],
    ["Image", "ada", "select i.id, i.name from Image i where i.name = 'section-01'", below("Image")],
    ["Screen", "chen", "select s.id, s.name from Screen s", PLATE],
    ["Plate", "chen", "select p.id, p.name from Plate p", PLATE],
    ["Well", "chen", "select w.id, w.row from Well w order by w.id", PLATE],
  ] as const)
    it(`for a ${type}: all images below it, each once, and none else`, async () => {
      const ids = await rows(find);
      const wanted = await rows(images);
      assert.ok(ids.length > 0 && wanted.length > 0);
      const named = `${type}:${ids.join(",")}`;
      assert.equal(await said(user, "tag", named), `New ${wanted.length} : Existing 0 : Error 0`);
      for (const image of wanted) assert.deepEqual(await tagsOn(omero, image), ["ARCHIVE NOTE", "TO-ARCHIVE"]);
      const tagged = await rows(
        "select l.parent.id, l.id from ImageAnnotationLink l where l.child.name = 'TO-ARCHIVE'",
      );
      assert.deepEqual(tagged.sort(order), wanted.sort(order));
      assert.equal(await said(user, "untag", named), `Removed ${2 * wanted.length} : Error 0`);
      for (const image of wanted) assert.deepEqual(await tagsOn(omero, image), []);
    });

  it("names come from a file, too; nothing named is wrong use", async () => {
    const [project] = await rows("select p.id, p.name from Project p where p.name = 'Kidney development'");
    const file = join(site.folder, "names.txt");
    writeFileSync(file, `# what the group agreed on\nProject:${project}\n`);
    assert.equal(await said("ada", "tag", "--from", file, "--dry-run"), "Would be: New 7 : Existing 0 : Error 0");
    assert.equal(await said("ada", "tag", "--from", file), "New 7 : Existing 0 : Error 0");
    assert.equal(await said("ada", "tag", "--from", file), "New 0 : Existing 7 : Error 0");
    assert.equal(await said("ada", "untag", "--from", file), "Removed 14 : Error 0");
    const none = await site.run("ada", "tag");
    assert.match(none.stderr, /nothing is named/);
    assert.equal(none.code, 2);
  });

  it("an expiry is years, a date, or never; the job says when, and why", async () => {
    const [image] = await rows("select i.id, i.name from Image i where i.name = 'section-01'");
    const note = async (expiry: string) => {
      await said("ada", "tag", `Image:${image}`, "--expiry", expiry, "--description", "old = stain");
      const { jobs } = (await site.run("archiver", "scan", "--dry-run")).json as { jobs: { note: unknown }[] };
      await said("ada", "untag", `Image:${image}`);
      return jobs[0]?.note;
    };
    assert.deepEqual(await note("2036-12-31"), { expiry: "2036-12-31", description: "old = stain" });
    assert.deepEqual(await note("0"), { description: "old = stain" });
    const { expiry } = (await note("10")) as { expiry: string };
    assert.match(expiry, new RegExp(`^${new Date().getUTCFullYear() + 10}-\\d\\d-\\d\\d$`));
    const soon = await site.run("ada", "tag", `Image:${image}`, "--expiry", "soon");
    assert.match(soon.stderr, /"soon" is no expiry; say a number of years/);
    assert.equal(soon.code, 2);
  });
});

/** The images below what the test's user names. */
function below(type: "Project" | "Dataset" | "Image"): string {
  const where = {
    Project: "p.name = 'Kidney development'",
    Dataset: "d.name = 'day 1'",
    Image: "i.name = 'section-01'",
  }[type];
  return `select distinct i.id, i.name from Project p join p.datasetLinks pl join pl.child d join d.imageLinks l join l.child i where ${where}`;
}

function order(a: number, b: number): number {
  return a - b;
}
