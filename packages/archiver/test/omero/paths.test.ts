import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { combined, parseExpiry } from "#src/omero/notes.js";
import { parseObjects } from "#src/omero/objects.js";
import { managedPath, numberedPath, UnsafePath } from "#src/omero/paths.js";
import { askerIn, askerText } from "#src/omero/tags.js";

const places = {
  dataDir: "/OMERO",
  omeroSees: "/OMERO",
  managedRepository: "/OMERO/ManagedRepository",
  files: "/OMERO/Files",
  pixels: "/OMERO/Pixels",
};

describe("where OMERO keeps files", () => {
  it("numbers stand in folders by thousands", () => {
    for (const [id, path] of [
      [7, "7"],
      [999, "999"],
      [1_000, "Dir-001/1000"],
      [12_345, "Dir-012/12345"],
      [999_500, "Dir-999/999500"],
    ] as const) {
      assert.equal(numberedPath("/P", id), `/P/${path}`);
    }
    assert.equal(numberedPath("/P", 1_234_567), "/P/Dir-001/Dir-234/1234567");
    assert.equal(numberedPath("/P", 999_999_999), "/P/Dir-999/Dir-999/999999999");
  });

  it("a fileset's files never lead out of the managed repository", () => {
    assert.equal(
      managedPath(places, "ada_7/2024-03/04/", "a = b.tif"),
      "/OMERO/ManagedRepository/ada_7/2024-03/04/a = b.tif",
    );
    for (const [path, name] of [
      ["../../etc/", "passwd"],
      ["ada/", "../../x"],
      ["", ".."],
      ["a/", ""],
      ["a\0/", "b"],
    ] as const) {
      assert.throws(() => managedPath(places, path, name), UnsafePath);
    }
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, name) => {
        try {
          assert.ok(managedPath(places, path, name).startsWith("/OMERO/ManagedRepository/"));
        } catch (error) {
          assert.ok(error instanceof UnsafePath);
        }
      }),
    );
  });
});

describe("what people write", () => {
  it("objects are named as OMERO's command line names them", () => {
    assert.deepEqual(parseObjects(["Image:1,2", "dataset:5"]), [
      { type: "Image", id: 1 },
      { type: "Image", id: 2 },
      { type: "Dataset", id: 5 },
    ]);
    for (const bad of ["Image", "Image:", "Image:x", "Folder:1", "Image:1,"])
      assert.throws(() => parseObjects([bad]), /is not understood/);
  });

  it("an asker is read back from a tag's description", () => {
    const asker = { id: 7 as never, omeName: "ada : the first" };
    assert.deepEqual(askerIn(askerText(asker)), asker);
    assert.equal(askerIn("somebody"), undefined);
  });

  it("of several expiries the latest counts, and never wins; what can't be read is never", () => {
    const at = Date.UTC(2026, 0, 1);
    const note = (expiry: string, description = "") => ({
      at,
      pairs: [
        ["Expiry", expiry],
        ["Description", description],
      ] as [string, string][],
    });
    assert.equal(combined([note("10"), note("2030-05-06")]).expiry, "2036-01-01");
    assert.equal(combined([note("10"), note("0")]).expiry, undefined);
    assert.equal(combined([note("10"), note("soon")]).expiry, undefined);
    assert.equal(combined([note("1", "old"), note("1", "new"), note("1", "old")]).description, "old; new");
    assert.throws(() => parseExpiry("soon"), /is no expiry/);
  });
});
