import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { attachFile } from "./attach.js";
import { imagesNamed, originals } from "./look.js";
import { Site } from "./site.js";

interface Row {
  images: number[];
  kind: string;
  id: number;
  path: string;
  seen: { is: string; size?: number; target?: string };
}

describe("every physical file of an image", { timeout: 120_000 }, () => {
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
  const filesOf = async (...words: string[]) => {
    const ran = await site.run("archiver", "files", ...words);
    assert.equal(ran.code, 0, ran.stderr);
    return ran.json as Row[];
  };

  it("of a fileset all files, whichever image is named; each once", async () => {
    const stack = await imagesNamed(omero, "stack [position%");
    const rows = await filesOf(`Image:${stack.join(",")}`);
    assert.deepEqual(rows.map(({ path }) => path.replace(/.*\//, "")).sort(), [
      "stack.companion.ome",
      "stack_1.ome.tiff",
      "stack_2.ome.tiff",
    ]);
    for (const row of rows) {
      assert.equal(row.kind, "managed");
      assert.deepEqual(row.images, stack);
      assert.equal(row.seen.size, statSync(row.path).size);
    }
    assert.deepEqual(
      (await filesOf(`Image:${stack[0]}`)).map(({ path }) => path),
      rows.map(({ path }) => path),
    );
  });

  it("of OMERO 4 originals and pixels, by the pixels' id as well; ids also from a file", async () => {
    const [axon] = (await imagesNamed(omero, "axon 2.lsm")) as [number];
    const [[pixels]] = (await omero.projection(
      "select p.id from Pixels p where p.image.id = :id",
      { id: axon },
      { group: "all" },
    )) as [[number]];
    const rows = await filesOf(`Pixels:${pixels}`);
    assert.deepEqual(rows.map(({ kind }) => kind).sort(), ["original", "original", "pixels"]);
    const list = join(site.folder, "ids.txt");
    await writeFile(list, `# one a line\n${axon}\n`);
    assert.deepEqual(await filesOf("--from", list), rows);
  });

  it("attached files, links and where they lead, and what is missing", async () => {
    const [image] = (await imagesNamed(omero, "exercise")) as [number];
    const id = await attachFile(site, "dora", image, "notes.log", Buffer.from("observed"));
    const [lecture] = (await imagesNamed(omero, "lecture")) as [number];
    const rows = await filesOf(`Image:${image},${lecture}`);
    const attached = rows.find(({ kind }) => kind === "attachment");
    assert.deepEqual([attached?.id, attached?.seen.size], [id, 8]);
    assert.equal(readFileSync(attached?.path ?? "", "utf8"), "observed");
    const link = rows.find(({ images }) => images[0] === lecture);
    assert.equal(link?.seen.is, "link");
    assert.ok(existsSync(link?.seen.target ?? ""));
    const exercise = originals(site.dataDir).find((path) => path.endsWith("exercise.ome.tiff")) as string;
    unlinkSync(exercise);
    assert.equal((await filesOf(`Image:${image}`)).find(({ path }) => path === exercise)?.seen.is, "missing");
  });

  it("as CSV, in which no name is a formula; what is not there is said", async () => {
    const [odd] = (await imagesNamed(omero, "a = b%")) as [number];
    const config = await site.config("archiver");
    const ran = await site.start(config, ["files", "--csv", `Image:${odd}`, "Image:999999"], {}, false).ended;
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /Image:999999: not found/);
    const [heading, row] = ran.stdout.trim().split("\n");
    assert.equal(heading, "Images,Kind,Id,Size,Path,On the disk");
    assert.match(row ?? "", new RegExp(`^${odd},managed,\\d+,\\d+,.*Zellkern µm 細胞 = 100 %.ome.tiff,file$`));
  });
});
