import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  ApiUsage,
  created,
  type Dataset,
  InternalError,
  type OmeroClient,
  OptimisticLock,
  rint,
  rstring,
  SecurityViolation,
  unloaded,
  ValidationFailed,
} from "@omero-archiver/omero";
import { idOf, makeGroup, makeUser, Site } from "../support.js";

/** Two users in one group of each kind. */
async function lab(test: TestContext, permissions = "rwrw--") {
  const site = await Site.start(test);
  const root = await site.root();
  const group = await makeGroup(root, "lab", permissions);
  await makeUser(root, "mira", group);
  await makeUser(root, "noor", group);
  const [mira, noor] = await Promise.all([site.login("mira"), site.login("noor")]);
  return { site, root, group, mira, noor, store: site.standIn.store };
}

const dataset = (name: string) => created("Dataset", { name: rstring(name) });
const image = (name: string) => created("Image", { name: rstring(name) });

/** A link between two objects that are there already. */
function link(parent: number, child: number) {
  return created("DatasetImageLink", { parent: unloaded("Dataset", parent), child: unloaded("Image", child) });
}

async function imageIn(client: OmeroClient, parent: number, name: string): Promise<number> {
  const id = idOf(await client.save(image(name)));
  await client.save(link(parent, id));
  return id;
}

describe("saving", () => {
  it("keeps a whole graph of new objects, and gives it back with ids", async (test) => {
    const { mira, store, group } = await lab(test);
    const project = { ...created("Project", { name: rstring("project") }) };
    const child = { ...dataset("day 1") };
    const between = { ...created("ProjectDatasetLink", {}), parent: project, child };
    const saved = await mira.save(Object.assign(project, { datasetLinksSeq: [between], datasetLinksLoaded: true }));
    const [back] = saved.datasetLinksSeq ?? [];
    assert.equal(back?.parent, saved, "the way back leads to the same object");
    assert.deepEqual(
      store.where("ProjectDatasetLink", {}).map((row) => [row.parent, row.child]),
      [[idOf(saved), idOf(back?.child)]],
    );
    const row = store.row("Dataset", idOf(back?.child));
    assert.deepEqual([row?.name, row?.groupId, row?.version], ["day 1", group, null]);
  });

  it("gives the ends of links back loaded, without what hangs on them", async (test) => {
    const { mira } = await lab(test);
    const [parent, child] = [idOf(await mira.save(dataset("d"))), idOf(await mira.save(image("i")))];
    const saved = await mira.save(link(parent, child));
    assert.deepEqual(saved.parent?.name, rstring("d"));
    assert.equal(saved.parent?.imageLinksLoaded, false);
  });

  it("is all or nothing", async (test) => {
    const { mira, store } = await lab(test);
    await assert.rejects(mira.saveAll([dataset("good"), created("Dataset", {})]), ValidationFailed);
    const parent = idOf(await mira.save(dataset("d")));
    const child = await imageIn(mira, parent, "i");
    await assert.rejects(mira.saveAll([dataset("good"), link(parent, child)]), ValidationFailed);
    assert.deepEqual(store.where("Dataset", { name: "good" }), []);
  });

  it("takes a loaded collection as the whole truth, and says nothing of one that is not loaded", async (test) => {
    const { mira, store } = await lab(test);
    const parent = idOf(await mira.save(dataset("d")));
    for (const name of ["one", "two"]) await imageIn(mira, parent, name);
    const plain = (await mira.save(unloaded("Dataset", parent))) as Dataset;
    await mira.save({ ...plain, name: rstring("renamed") });
    assert.equal(store.where("DatasetImageLink", { parent }).length, 2);

    const fresh = (await mira.save(unloaded("Dataset", parent))) as Dataset;
    const [kept] = store.where("DatasetImageLink", { parent });
    const links = [unloaded("DatasetImageLink", Number(kept?.id))];
    await mira.save({ ...fresh, imageLinksSeq: links, imageLinksLoaded: true });
    assert.deepEqual(
      store.where("DatasetImageLink", { parent }).map((row) => row.id),
      [kept?.id],
    );
    assert.equal(store.where("Image", {}).length, 2, "the images stay");
  });

  it("refuses what was changed since it was read", async (test) => {
    const { mira, store } = await lab(test);
    const id = idOf(await mira.save(dataset("d")));
    const [first, second] = [
      (await mira.save(unloaded("Dataset", id))) as Dataset,
      (await mira.save(unloaded("Dataset", id))) as Dataset,
    ];
    await mira.save({ ...first, name: rstring("first") });
    await assert.rejects(mira.save({ ...second, name: rstring("second") }), OptimisticLock);
    assert.equal(store.row("Dataset", id)?.name, "first");
  });

  it("wants to know in which group", async (test) => {
    const { root, mira, group } = await lab(test);
    await assert.rejects(mira.save(dataset("nowhere"), { group: "all" }), ApiUsage);
    const other = await makeGroup(root, "other", "rwrw--");
    await assert.rejects(mira.save(dataset("not hers"), { group: other }), SecurityViolation);
    const own = idOf(await mira.save(dataset("hers"), { group }));
    await assert.rejects(mira.save(link(own, 1), { group: "all" }), ValidationFailed);
  });

  it("finds what it is to refer to", async (test) => {
    const { mira } = await lab(test);
    const parent = idOf(await mira.save(dataset("d")));
    await assert.rejects(mira.save(link(parent, 987_654)), ValidationFailed);
    const px = created("Pixels", { image: unloaded("Image", idOf(await mira.save(image("i")))), sizeX: rint(1) });
    await assert.rejects(mira.save(px), InternalError, "pixels stand in a list of their image");
  });

  for (const { permissions, edit, link: linking, annotate } of [
    { permissions: "rwrw--", edit: true, link: true, annotate: true },
    { permissions: "rwra--", edit: false, link: false, annotate: true },
    { permissions: "rwr---", edit: false, link: false, annotate: false },
  ]) {
    it(`lets members of ${permissions} do to others' images what the group allows`, async (test) => {
      const { mira, noor } = await lab(test, permissions);
      const hers = await mira.save(image("mira's"));
      const tag = created("TagAnnotation", { textValue: rstring("mine") });
      const parent = unloaded("Image", idOf(hers));
      const attempts = [
        [edit, noor.save({ ...hers, name: rstring("noor was here") })],
        [linking, noor.save(link(idOf(await noor.save(dataset("noor's"))), idOf(hers)))],
        [annotate, noor.save(created("ImageAnnotationLink", { parent, child: tag }))],
      ] as const;
      for (const [allowed, attempt] of attempts) {
        if (allowed) await attempt;
        else await assert.rejects(attempt, SecurityViolation);
      }
    });
  }

  it("outlives the server", async (test) => {
    const { mira, site, group } = await lab(test);
    const id = idOf(await mira.save(dataset("lasting")));
    await site.standIn.close();
    const again = await Site.start(test, { dataDir: site.dataDir, rootPassword: "another" });
    assert.equal(again.standIn.store.row("Dataset", id)?.name, "lasting");
    const back = await again.login("mira");
    assert.equal((await back.whoAmI()).groupId, group);
    assert.ok(idOf(await back.save(dataset("next"))) > id);
  });
});

describe("deleting one object", () => {
  it("takes its links along, and refuses what others refer to", async (test) => {
    const { mira, store } = await lab(test);
    const parent = idOf(await mira.save(dataset("d")));
    const child = await imageIn(mira, parent, "i");
    const tag = created("TagAnnotation", { textValue: rstring("tag") });
    const annotated = created("ImageAnnotationLink", { parent: unloaded("Image", child), child: tag });
    const annotation = idOf((await mira.save(annotated)).child);

    await assert.rejects(mira.update.deleteObject(unloaded("TagAnnotation", annotation)), ValidationFailed);
    await mira.update.deleteObject(unloaded("Dataset", parent));
    assert.deepEqual(store.where("DatasetImageLink", {}), []);
    await mira.update.deleteObject(unloaded("Image", child));
    assert.deepEqual(store.where("ImageAnnotationLink", {}), []);
    assert.equal(store.where("TagAnnotation", {}).length, 1);
    await assert.rejects(mira.update.deleteObject(unloaded("Image", child)), ValidationFailed);
  });
});
