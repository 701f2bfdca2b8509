import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { ImageId } from "#src/domain/ids.js";
import { type Component, closure } from "#src/omero/closure.js";
import { type World, WorldSource } from "./world.js";

const ids = (...of: number[]) => of as ImageId[];
const shape = (components: readonly Component[]) =>
  components
    .map(({ images, files }) => ({
      images: images.map((image) => image.id as number).sort((a, b) => a - b),
      files: files.map((file) => `${file.kind}:${file.id}`).sort(),
    }))
    .sort((a, b) => (a.images[0] ?? 0) - (b.images[0] ?? 0));

describe("the closure of images over the files they share", () => {
  it("takes the other images of a fileset along", async () => {
    const world: World = {
      images: new Map([
        [1, 50],
        [2, 50],
        [3, 51],
      ]),
      filesets: new Map([
        [50, [10, 11]],
        [51, [12]],
      ]),
      files: new Map(),
    };
    assert.deepEqual(shape(await closure(new WorldSource(world), ids(1))), [
      { images: [1, 2], files: ["managed:10", "managed:11"] },
    ]);
  });

  it("follows OMERO 4 images that are chained by shared files to the end", async () => {
    const world: World = {
      images: new Map([1, 2, 3, 4, 5].map((id) => [id, null])),
      filesets: new Map(),
      files: new Map([
        [1, [10]],
        [2, [10, 11]],
        [3, [11, 12]],
        [4, [12]],
        [5, [13]],
      ]),
    };
    const [component, ...others] = await closure(new WorldSource(world), ids(1));
    assert.ok(component);
    assert.deepEqual(shape([component]), [
      { images: [1, 2, 3, 4], files: ["original:10", "original:11", "original:12"] },
    ]);
    assert.deepEqual(component.files.find((file) => file.id === 11)?.images, [2, 3]);
    assert.deepEqual(component.images[0]?.pixels, [1_000_001]);
    assert.deepEqual(others, []);
  });

  it("keeps apart what shares nothing, and passes over what is gone", async () => {
    const world: World = {
      images: new Map([
        [1, 50],
        [2, null],
      ]),
      filesets: new Map([[50, [10]]]),
      files: new Map([[2, [11]]]),
    };
    assert.deepEqual(shape(await closure(new WorldSource(world), ids(1, 2, 99))), [
      { images: [1], files: ["managed:10"] },
      { images: [2], files: ["original:11"] },
    ]);
  });

  const worlds = fc
    .record({
      filesets: fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }), { maxLength: 5 }),
      images: fc.array(
        fc.record({
          fileset: fc.option(fc.nat(4)),
          files: fc.array(fc.integer({ min: 20, max: 30 }), { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map(({ filesets, images }): World => {
      const known = (n: number | null) => n !== null && n < filesets.length;
      return {
        filesets: new Map(filesets.map((files, n) => [100 + n, [...new Set(files.map((file) => file + 100 * n))]])),
        images: new Map(images.map(({ fileset }, n) => [n + 1, known(fileset) ? 100 + (fileset as number) : null])),
        files: new Map(
          images.map(({ fileset, files }, n): [number, number[]] => [n + 1, known(fileset) ? [] : [...new Set(files)]]),
        ),
      };
    });

  it("is closed, whatever it starts from, and does not depend on the size of chunks", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.nat(), fc.integer({ min: 1, max: 4 }), async (world, pick, chunkSize) => {
        const start = ids(1 + (pick % world.images.size));
        const once = await closure(new WorldSource(world), start);
        assert.equal(once.length, 1);
        const again = await closure(new WorldSource(world, chunkSize), once[0]?.images.map((image) => image.id) ?? []);
        assert.deepEqual(shape(again), shape(once));
        for (const image of once[0]?.images ?? [])
          assert.deepEqual(shape(await closure(new WorldSource(world), [image.id])), shape(once));
      }),
      { numRuns: 200 },
    );
  });

  it("asks at most once for every 500 images", async () => {
    const count = 20_000;
    const world: World = {
      images: new Map(Array.from({ length: count }, (_, n) => [n + 1, 100_000 + (n >> 2)])),
      filesets: new Map(Array.from({ length: count / 4 }, (_, n) => [100_000 + n, [n + 1]])),
      files: new Map(),
    };
    const source = new WorldSource(world);
    const found = await closure(source, ids(...Array.from({ length: count / 4 }, (_, n) => 4 * n + 1)));
    assert.equal(found.length, count / 4);
    assert.ok(source.calls <= count / 500, `${source.calls} calls`);
  });
});
