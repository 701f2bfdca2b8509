import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { HOME } from "../../dist/disk/home.js";
import { initStore, openStoreFolder, STORE_MARKER } from "../../dist/stores/marker.js";

describe("a store's marker", () => {
  const root = mkdtempSync(join(tmpdir(), "store-"));
  after(() => rmSync(root, { recursive: true }));

  it("keeps its id when it is made again", () => {
    const first = initStore(root);
    assert.ok(first.made);
    assert.deepEqual(initStore(root), { id: first.id, made: false });
    assert.equal(openStoreFolder(root).id, first.id);
  });

  it("that reads as something else is no store, and never written over", () => {
    const file = join(root, HOME, STORE_MARKER);
    for (const text of [readFileSync(file, "utf8").replace(/"store":"./, '"store":"`'), '{"format"', ""]) {
      writeFileSync(file, text);
      for (const open of [openStoreFolder, initStore])
        assert.throws(() => open(root), {
          name: "StoreUnavailable",
          message: /store\.json can't be read: it is not what/,
        });
      assert.equal(readFileSync(file, "utf8"), text);
    }
  });
});
