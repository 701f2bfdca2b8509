import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SliceException } from "@omero-archiver/ice";
import { loadSliceFacts } from "@omero-archiver/omero/slice";
import { Model } from "#src/schema/model.js";
import { Store } from "#src/store/store.js";

const model = new Model(loadSliceFacts());

/** A database with one user, one group and one event, which everything in it belongs to. */
function opened(file = ":memory:") {
  const store = Store.open(file, model);
  const person = store.insert("Experimenter", { omeName: "mira", firstName: "Mira", lastName: "Moss", ldap: false });
  const group = store.insert("ExperimenterGroup", { name: "yeast", ldap: false, permissions: -56 });
  const node = store.insert("Node", { uuid: "n", conn: "here", up: 0 });
  const times = { timeToIdle: 600000, timeToLive: 0, started: 0 };
  const session = store.insert("Session", { node, uuid: "s", owner: person, defaultEventType: "User", ...times });
  const type = store.insert("EventType", { value: "User" });
  const event = store.insert("Event", { time: 0, experimenter: person, experimenterGroup: group, type, session });
  const details = { ownerId: person, groupId: group, creationEventId: event, updateEventId: event };
  return { store, person, group, details };
}

/** Whether an error is what OMERO would raise. */
const raises = (name: string, text: RegExp) => (error: unknown) =>
  error instanceof SliceException && error.$type === `::omero::${name}` && text.test(String(error.members.message));

test("what is put in comes out, in every kind of field", () => {
  const { store, details } = opened();
  const row = {
    ...details,
    name: "spores 细胞 🔬\nline 2",
    description: "",
    acquisitionDate: 1_700_000_000_123,
    archived: true,
    partial: false,
    series: 3,
  };
  const image = store.insert("Image", row);
  const found = store.row("Image", image);
  assert.deepEqual({ ...found, ...row }, found);
  assert.equal(found?.fileset, null);
  const namespace = store.insert("Namespace", { name: "assay", keywords: ["plate", "day"] });
  assert.deepEqual(store.row("Namespace", namespace)?.keywords, ["plate", "day"]);
  const label = store.insert("StageLabel", { ...details, name: "left", positionX: { value: 1.5, unit: "MICROMETER" } });
  assert.deepEqual(store.row("StageLabel", label)?.positionX, { value: 1.5, unit: "MICROMETER" });
  assert.equal(store.row("StageLabel", label)?.positionY, null);
  store.close();
});

test("objects of one hierarchy share a table, and are told apart by class", () => {
  const { store, details } = opened();
  const tag = store.insert("TagAnnotation", { ...details, textValue: "mitosis" });
  const pairs = [
    ["dose", "5"],
    ["dose", ""],
    ["", "x"],
  ];
  const map = store.insert("MapAnnotation", { ...details, mapValue: pairs });
  assert.equal(store.row("Annotation", tag)?.class, "TagAnnotation");
  assert.deepEqual(store.row("Annotation", map)?.mapValue, pairs);
  assert.equal(store.row("MapAnnotation", tag), undefined, "a tag is no map");
  assert.deepEqual(
    store.rows("Annotation", [map, 4711, tag]).map((row) => row.id),
    [map, tag],
  );
  store.update("Annotation", map, { mapValue: [["dose", "6"]], description: "again" });
  assert.deepEqual(
    [store.row("Annotation", map)?.mapValue, store.row("Annotation", map)?.description],
    [[["dose", "6"]], "again"],
  );
  assert.throws(() => store.insert("TextAnnotation", details), /no objects of TextAnnotation/);
  store.remove("Annotation", map);
  assert.equal(store.row("MapAnnotation", map), undefined);
  store.close();
});

test("members of a list are put at its end unless they say where", () => {
  const { store, details } = opened();
  const fileset = store.insert("Fileset", { ...details, templatePrefix: "a/" });
  for (const name of ["one", "two", "three"]) {
    const file = store.insert("OriginalFile", { ...details, name, path: "a/" });
    store.insert("FilesetEntry", { ...details, fileset, originalFile: file, clientPath: name });
  }
  const [first] = store.where("FilesetEntry", { fileset }, "fileset_index");
  store.update("FilesetEntry", first?.id as number, { fileset_index: 9 });
  const order = store.where("FilesetEntry", { fileset }, "fileset_index").map((row) => row.clientPath);
  assert.deepEqual(order, ["two", "three", "one"]);
  store.close();
});

test("the database refuses what OMERO's would", () => {
  const { store, person, group, details } = opened();
  const refuses = (text: RegExp, work: () => unknown, name = "ValidationException") =>
    assert.throws(work, raises(name, text));
  refuses(/null.*ome\.model\.containers\.Dataset\.name/, () => store.insert("Dataset", details));
  const dataset = store.insert("Dataset", { ...details, name: "" });
  refuses(/null.*Dataset\.name/, () => store.update("Dataset", dataset, { name: null }));
  refuses(/0x00/, () => store.update("Dataset", dataset, { name: "a\0b" }));
  const image = store.insert("Image", { ...details, name: "i" });
  const link = store.insert("DatasetImageLink", { ...details, parent: dataset, child: image });
  refuses(/DatasetImageLink/, () => store.insert("DatasetImageLink", { ...details, parent: dataset, child: image }));
  refuses(/DatasetImageLink/, () => store.insert("DatasetImageLink", { ...details, parent: dataset, child: 999 }));
  refuses(/could not delete.*Dataset/, () => store.remove("Dataset", dataset));
  refuses(/Experimenter/, () =>
    store.insert("Experimenter", { omeName: "mira", firstName: "M", lastName: "M", ldap: false }),
  );
  refuses(/must not be negative/, () => store.update("Image", image, { series: -1 }), "InternalException");
  const other = store.insert("Experimenter", { omeName: "noor", firstName: "Noor", lastName: "Nash", ldap: false });
  store.insert("DatasetImageLink", { ...details, ownerId: other, parent: dataset, child: image });
  store.insert("GroupExperimenterMap", { parent: group, child: person, owner: true });
  refuses(/GroupExperimenterMap/, () =>
    store.insert("GroupExperimenterMap", { parent: group, child: person, owner: false }),
  );
  assert.throws(() => store.insert("Dataset", { ...details, name: "d", colour: 1 }), /no colour/);
  store.remove("DatasetImageLink", link);
  store.close();
});

test("a transaction is done whole or not at all, also within another", () => {
  const { store, details } = opened();
  const names = () => store.where("Dataset", {}).map((row) => row.name);
  assert.throws(() =>
    store.transaction(() => {
      store.insert("Dataset", { ...details, name: "lost" });
      throw new Error("no");
    }),
  );
  store.transaction(() => {
    store.insert("Dataset", { ...details, name: "kept" });
    assert.throws(() =>
      store.transaction(() => {
        store.insert("Dataset", { ...details, name: "lost, too" });
        store.insert("Dataset", details);
      }),
    );
  });
  assert.deepEqual(names(), ["kept"]);
  store.close();
});

test("with deferred references the order of deletes does not matter, but nothing may be left over", () => {
  const { store, details } = opened();
  const plate = store.insert("Plate", { ...details, name: "p" });
  const well = store.insert("Well", { ...details, plate });
  const removePlate = () => store.transaction(() => store.remove("Plate", plate), { deferred: true });
  assert.throws(removePlate, raises("ValidationException", /FOREIGN KEY/));
  assert.ok(store.row("Plate", plate));
  store.transaction(
    () => {
      store.remove("Plate", plate);
      store.remove("Well", well);
    },
    { deferred: true },
  );
  assert.equal(store.row("Plate", plate), undefined);
  store.close();
});

test("the data outlive the process, and ids are never given twice", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "standin-store-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const first = opened(join(folder, "omero.db"));
  const kept = first.store.insert("Project", { ...first.details, name: "kept" });
  const gone = first.store.insert("Project", { ...first.details, name: "gone" });
  first.store.remove("Project", gone);
  first.store.close();
  const store = Store.open(join(folder, "omero.db"), model);
  assert.equal(store.row("Project", kept)?.name, "kept");
  assert.equal(store.insert("Project", { ...first.details, name: "next" }), gone + 1);
  assert.equal(store.insert("Project", { ...first.details, id: 1000, name: "said" }), 1000);
  store.close();
});
