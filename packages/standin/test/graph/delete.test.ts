import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { CommandFailed, created, type OmeroClient, rint, rlong, rstring, unloaded } from "@omero-archiver/omero";
import fc from "fast-check";
import { idOf, makeGroup, makeUser, Site } from "../support.js";

async function lab(test: TestContext, permissions = "rwra--") {
  const site = await Site.start(test);
  const root = await site.root();
  const group = await makeGroup(root, "lab", permissions);
  await makeUser(root, "mira", group);
  await makeUser(root, "noor", group);
  return { site, root, mira: await site.login("mira"), noor: await site.login("noor"), store: site.standIn.store };
}

const named = { name: rstring("x") };

async function images(client: OmeroClient, count: number, fileset?: number): Promise<number[]> {
  const of = fileset === undefined ? {} : { fileset: unloaded("Fileset", fileset) };
  const made = await client.saveAll(Array.from({ length: count }, () => created("Image", { ...named, ...of })));
  return made.map(idOf);
}

async function datasets(client: OmeroClient, count: number): Promise<number[]> {
  return (await client.saveAll(Array.from({ length: count }, () => created("Dataset", named)))).map(idOf);
}

function put(client: OmeroClient, links: readonly (readonly [dataset: number, image: number])[]) {
  return client.saveAll(
    links.map(([parent, child]) =>
      created("DatasetImageLink", { parent: unloaded("Dataset", parent), child: unloaded("Image", child) }),
    ),
  );
}

async function annotate(client: OmeroClient, image: number, type: "MapAnnotation" | "TagAnnotation") {
  const link = created("ImageAnnotationLink", { parent: unloaded("Image", image), child: created(type, {}) });
  const saved = await client.save(link);
  return { link: idOf(saved), annotation: idOf(saved.child) };
}

/** A fileset with one file, saved as one graph. */
async function fileset(client: OmeroClient): Promise<{ id: number; file: number }> {
  const file = await client.save(created("OriginalFile", { ...named, path: rstring("lab/"), size: rlong(1) }));
  const set = { ...created("Fileset", { templatePrefix: rstring("lab/") }) };
  const entry = created("FilesetEntry", { clientPath: rstring("x"), originalFile: file });
  const entries = [{ ...entry, fileset: set }];
  const saved = await client.save(Object.assign(set, { usedFilesSeq: entries, usedFilesLoaded: true }));
  return { id: idOf(saved), file: idOf(file) };
}

describe("Delete2", () => {
  it("takes from a dataset just the images that are in no other one, and a dry run tells the same", async (test) => {
    const { mira, store } = await lab(test);
    const plan = fc.record({
      links: fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(5)), { selector: (pair) => pair.join() }),
      deleted: fc.uniqueArray(fc.nat(3), { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ links, deleted }) => {
        const [sets, pictures] = [await datasets(mira, 4), await images(mira, 6)];
        const at = (list: readonly number[], n: number) => list[n] ?? -1;
        if (links.length > 0)
          await put(
            mira,
            links.map(([d, i]) => [at(sets, d), at(pictures, i)] as const),
          );
        const holders = (image: number) => links.filter(([, i]) => i === image).map(([d]) => d);
        const orphans = pictures.filter(
          (_, i) => holders(i).length > 0 && holders(i).every((d) => deleted.includes(d)),
        );

        const targets = { Dataset: deleted.map((d) => at(sets, d)) };
        const told = await mira.delete(targets, { dryRun: true });
        assert.deepEqual(await mira.delete(targets), told);
        assert.deepEqual(told["ome.model.core.Image"] ?? [], orphans);
        assert.deepEqual(
          store.rows("Image", pictures).map((row) => row.id),
          pictures.filter((id) => !orphans.includes(id)),
        );
        const left = store.where("DatasetImageLink", { child: pictures });
        assert.equal(left.length, links.filter(([d]) => !deleted.includes(d)).length);
      }),
      { numRuns: 25 },
    );
  });

  it("keeps a fileset whole", async (test) => {
    const { mira, store } = await lab(test);
    const { id, file } = await fileset(mira);
    const [one, two] = await images(mira, 2, id);
    const part = mira.delete({ Image: [one ?? -1] });
    await assert.rejects(part, (error: unknown) => {
      assert.ok(error instanceof CommandFailed);
      assert.match(error.message, /within Fileset\[\d+\] may not delete Image\[\d+\] while Image\[\d+\] remains/);
      return true;
    });
    await assert.rejects(mira.delete({ OriginalFile: [file] }), CommandFailed);

    const [sets] = await datasets(mira, 1);
    await put(mira, [[sets ?? -1, one ?? -1]]);
    await mira.delete({ Dataset: [sets ?? -1] });
    assert.equal(store.where("Image", { fileset: id }).length, 2, "an image does not leave its fileset with a dataset");

    await mira.delete({ Image: [one ?? -1, two ?? -1] });
    assert.deepEqual([store.row("Fileset", id), store.row("OriginalFile", file)], [undefined, undefined]);
    assert.deepEqual(store.where("FilesetEntry", {}), []);
  });

  it("takes a map annotation with its last link, but not a tag", async (test) => {
    const { mira, store } = await lab(test);
    const [one, two] = await images(mira, 2);
    const map = await annotate(mira, one ?? -1, "MapAnnotation");
    const again = created("ImageAnnotationLink", {
      parent: unloaded("Image", two ?? -1),
      child: unloaded("MapAnnotation", map.annotation),
    });
    const second = idOf(await mira.save(again));
    await mira.delete({ ImageAnnotationLink: [map.link] });
    assert.ok(store.row("MapAnnotation", map.annotation));
    await mira.delete({ ImageAnnotationLink: [second] });
    assert.equal(store.row("MapAnnotation", map.annotation), undefined);

    const tag = await annotate(mira, one ?? -1, "TagAnnotation");
    await mira.delete({ ImageAnnotationLink: [tag.link] });
    assert.ok(store.row("TagAnnotation", tag.annotation));
  });

  it("leaves images in wells, and takes them with their plate", async (test) => {
    const { mira, store } = await lab(test);
    const [image] = await images(mira, 1);
    const plate = { ...created("Plate", named) };
    const well = { ...created("Well", { row: rint(0), column: rint(0) }), plate };
    const sample = { ...created("WellSample", { image: unloaded("Image", image ?? -1) }), well };
    Object.assign(well, { wellSamplesSeq: [sample], wellSamplesLoaded: true });
    const id = idOf(await mira.save(Object.assign(plate, { wellsSeq: [well], wellsLoaded: true })));
    await assert.rejects(mira.delete({ Image: [image ?? -1] }), CommandFailed);
    await mira.delete({ Plate: [id] });
    assert.deepEqual([store.row("Image", image ?? -1), store.where("Well", {})], [undefined, []]);
  });

  it("asks for rights, and does nothing where one is missing", async (test) => {
    const { mira, noor, root, store } = await lab(test);
    const [image] = await images(mira, 1);
    await assert.rejects(noor.delete({ Image: [image ?? -1] }), CommandFailed);
    await assert.rejects(mira.delete({ Image: [image ?? -1, 987_654] }), CommandFailed);
    assert.ok(store.row("Image", image ?? -1));
    await root.delete({ Image: [image ?? -1] });
    assert.equal(store.row("Image", image ?? -1), undefined);
  });
});

describe("Chgrp2", () => {
  it("moves a dataset with its images and cuts the links to what stays", async (test) => {
    const { site, root, mira, store } = await lab(test);
    const other = await makeGroup(root, "other", "rwrw--");
    const person = unloaded("Experimenter", (await mira.whoAmI()).userId);
    await root.admin.addGroups(person, [unloaded("ExperimenterGroup", other)]);
    const [moving = -1, staying = -1] = await datasets(mira, 2);
    const [alone = -1, shared = -1] = await images(mira, 2);
    await put(mira, [
      [moving, alone],
      [moving, shared],
      [staying, shared],
    ]);
    const client = await site.login("mira");
    await client.submit({
      $type: "::omero::cmd::Chgrp2",
      targetObjects: new Map([["Dataset", [moving]]]),
      groupId: other,
    });
    const groups = [store.row("Dataset", moving), store.row("Image", alone), store.row("Image", shared)];
    assert.deepEqual(
      groups.map((row) => row?.groupId === other),
      [true, true, false],
    );
    assert.deepEqual(
      store.where("DatasetImageLink", {}).map((row) => [row.parent, row.child]),
      [
        [moving, alone],
        [staying, shared],
      ],
    );
  });
});
