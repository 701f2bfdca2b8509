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

  it("follows files that are shared between OMERO 4 and 5, in both directions", async () => {
    const world: World = {
      images: new Map([
        [1, 50],
        [2, 51],
        [3, null],
        [4, 52],
      ]),
      filesets: new Map([
        [50, [10]],
        [51, [10, 11]],
        [52, [12]],
      ]),
      files: new Map([[3, [11, 12]]]),
    };
    const whole = [{ images: [1, 2, 3, 4], files: ["managed:10", "managed:11", "managed:12"] }];
    for (const start of [1, 2, 3, 4]) assert.deepEqual(shape(await closure(new WorldSource(world), ids(start))), whole);
  });

  const file = fc.integer({ min: 1, max: 25 });
  const worlds = fc
    .record({
      filesets: fc.array(fc.uniqueArray(file, { maxLength: 3 }), { maxLength: 5 }),
      images: fc.array(fc.record({ fileset: fc.option(fc.nat(4)), files: fc.uniqueArray(file, { maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 14,
      }),
    })
    .map(
      ({ filesets, images }): World => ({
        filesets: new Map(filesets.map((files, n) => [100 + n, files])),
        images: new Map(
          images.map(({ fileset }, n) => [n + 1, fileset !== null && fileset < filesets.length ? 100 + fileset : null]),
        ),
        files: new Map(images.map(({ files }, n) => [n + 1, files])),
      }),
    );

  it("is closed, whatever it starts from, and does not depend on the size of chunks", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.nat(), fc.integer({ min: 1, max: 4 }), async (world, pick, size) => {
        const start = ids(1 + (pick % world.images.size));
        const once = await closure(new WorldSource(world), start);
        assert.equal(once.length, 1);
        const images = once[0]?.images.map((image) => image.id) ?? [];
        assert.deepEqual(shape(await closure(new WorldSource(world, size), images)), shape(once));
        for (const image of images)
          assert.deepEqual(shape(await closure(new WorldSource(world), [image])), shape(once));
      }),
      { numRuns: 200 },
    );
  });

  it("sorts what was asked for into jobs that share no file and lose none", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const found = await closure(new WorldSource(world), [...world.images.keys()] as ImageId[]);
        const images = found.flatMap((component) => component.images.map((image) => image.id as number));
        const files = found.flatMap((component) => component.files.map((of) => of.id as number));
        assert.deepEqual(
          images.sort((a, b) => a - b),
          [...world.images.keys()],
        );
        assert.equal(new Set(files).size, files.length);
        for (const component of found) {
          for (const image of component.images) {
            const own = [...(world.filesets.get(image.fileset ?? -1) ?? []), ...(world.files.get(image.id) ?? [])];
            for (const id of own)
              assert.ok(
                component.files.find((of) => of.id === id)?.images.includes(image.id),
                `image ${image.id}, file ${id}`,
              );
          }
        }
      }),
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
