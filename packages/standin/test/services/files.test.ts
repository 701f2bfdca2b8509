import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { type ObjectProxy, SliceException } from "@omero-archiver/ice";
import {
  created,
  type OmeroClient,
  type OriginalFile,
  ResourceFailed,
  rint,
  rstring,
  SecurityViolation,
  unloaded,
} from "@omero-archiver/omero";
import fc from "fast-check";
import { thousands } from "#src/services/data-folder.js";
import { BareLine } from "../bare-line.js";
import { idOf, makeGroup, makeUser, Site, temporaryFolder } from "../support.js";

const FACTORY = "::omero::api::ServiceFactory";
const REPOSITORY = "::omero::grid::ManagedRepository";

async function lab(test: TestContext) {
  const site = await Site.start(test);
  const root = await site.root();
  const group = await makeGroup(root, "lab", "rwr---");
  await makeUser(root, "mira", group);
  return { site, root, mira: await site.login("mira"), store: site.standIn.store };
}

async function contents(client: OmeroClient, file: number): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of client.readFile(file)) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function written(path: string, bytes: string | Buffer): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

describe("original files", () => {
  it("are read through links, and not while a link leads nowhere", async (test) => {
    const { site, mira } = await lab(test);
    const archive = await temporaryFolder(test);
    const file = idOf(await mira.save(created("OriginalFile", { name: rstring("a.tif"), path: rstring("/") })));
    const path = await written(join(site.dataDir, "Files", ...thousands(file), String(file)), "cells");
    assert.equal(await contents(mira, file), "cells");

    const copy = join(archive, "copy");
    await rename(path, copy);
    await symlink(copy, path);
    assert.equal(await contents(mira, file), "cells");
    await rename(copy, join(archive, "offline"));
    await assert.rejects(contents(mira, file), ResourceFailed);
    await rename(join(archive, "offline"), copy);
    assert.equal(await contents(mira, file), "cells");

    await mira.delete({ OriginalFile: [file] });
    assert.equal(existsSync(path), false);
    assert.equal(await readFile(copy, "utf8"), "cells", "what a link leads to is not OMERO's to delete");
  });

  it("of a repository become known by their path, and keep inside of it", async (test) => {
    const { site, mira } = await lab(test);
    const path = await written(join(site.dataDir, "ManagedRepository", "mira", "2024", "b.tif"), "plate");
    const line = await BareLine.open(site, test);
    const session = await line.login("mira's", "mira");
    const resources = (await line.call(session, FACTORY, "sharedResources")) as ObjectProxy;
    const found = (await line.call(resources, "::omero::grid::SharedResources", "repositories")) as {
      readonly descriptions: readonly { readonly name: { readonly val: string } }[];
      readonly proxies: readonly ObjectProxy[];
    };
    const managed = found.proxies[found.descriptions.findIndex(({ name }) => name.val === "ManagedRepository")];
    assert.ok(managed);
    const repository = (operation: string, ...args: unknown[]) => line.call(managed, REPOSITORY, operation, ...args);

    await assert.rejects(repository("register", "mira/2024/b.tif", null), isException("::omero::SecurityViolation"));
    await repository("makeDir", "mira/2024", true);
    const file = (await repository("register", "mira/2024/b.tif", null)) as OriginalFile;
    assert.deepEqual(await repository("list", "mira"), ["mira/2024"]);
    assert.equal(await contents(mira, idOf(file)), "plate");
    await assert.rejects(repository("list", "mira/../../.."), isException("::omero::ValidationException"));

    await unlink(path);
    await assert.rejects(contents(mira, idOf(file)), ResourceFailed);
  });

  it("are for who may read them", async (test) => {
    const { site, root, mira } = await lab(test);
    const other = await makeGroup(root, "other", "rw----");
    await makeUser(root, "noor", other);
    const file = idOf(await mira.save(created("OriginalFile", { name: rstring("a.tif"), path: rstring("/") })));
    await written(join(site.dataDir, "Files", String(file)), "cells");
    const noor = await site.login("noor");
    await assert.rejects(contents(noor, file), SecurityViolation);
  });

  it("stand in folders of a thousand", () => {
    assert.deepEqual(thousands(999), []);
    assert.deepEqual(thousands(12_345), ["Dir-012"]);
    assert.deepEqual(thousands(999_500), ["Dir-999"]);
    assert.deepEqual(thousands(999_999_999), ["Dir-999", "Dir-999"]);
    fc.assert(
      fc.property(fc.nat(2 ** 40), (id) => {
        const parts = thousands(id).map((folder) => Number(folder.slice("Dir-".length)));
        const whole = parts.reduce((sum, part) => sum * 1_000 + part, 0);
        assert.equal(whole, Math.floor(id / 1_000));
      }),
    );
  });
});

describe("planes", () => {
  it("are read from what OMERO 4 left below Pixels", async (test) => {
    const { site, mira, store } = await lab(test);
    const enumeration = (type: string, value: string) => Number(store.where(type, { value })[0]?.id);
    const picture = { ...created("Image", { name: rstring("old.lsm") }) };
    const pixels = {
      ...created("Pixels", {
        pixelsType: unloaded("PixelsType", enumeration("PixelsType", "uint16")),
        dimensionOrder: unloaded("DimensionOrder", enumeration("DimensionOrder", "XYZCT")),
        sizeX: rint(3),
        sizeY: rint(2),
        sizeZ: rint(2),
        sizeC: rint(1),
        sizeT: rint(1),
        sha1: rstring("Pending..."),
      }),
      image: picture,
    };
    const saved = await mira.save(Object.assign(picture, { pixelsSeq: [pixels], pixelsLoaded: true }));
    const id = idOf(saved.pixelsSeq?.[0]);
    await assert.rejects(mira.readPlane(id, 0, 0, 0), ResourceFailed);
    const bytes = Buffer.from(Array.from({ length: 24 }, (_, n) => n));
    const path = await written(join(site.dataDir, "Pixels", ...thousands(id), String(id)), bytes);
    assert.deepEqual(await mira.readPlane(id, 1, 0, 0), bytes.subarray(12));
    await unlink(path);
    await assert.rejects(mira.readPlane(id, 1, 0, 0), ResourceFailed);
  });
});

function isException(typeId: string): (error: unknown) => boolean {
  return (error) => error instanceof SliceException && error.$type === typeId;
}
