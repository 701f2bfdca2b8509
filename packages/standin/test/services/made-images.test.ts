import assert from "node:assert/strict";
import { it } from "node:test";
import { type ObjectProxy, SliceException } from "@omero-archiver/ice";
import { unloaded } from "@omero-archiver/omero";
import { BareLine } from "../bare-line.js";
import { makeGroup, makeUser, Site } from "../support.js";

const FACTORY = "::omero::api::ServiceFactory";
const PIXELS = "::omero::api::IPixels";
const STORE = "::omero::api::RawPixelsStore";

it("images are made without an importer: described, filled with planes, copied", async (test) => {
  const site = await Site.start(test);
  const root = await site.root();
  await makeUser(root, "mira", await makeGroup(root, "lab", "rwr---"));
  const mira = await site.login("mira");
  const line = await BareLine.open(site, test);
  const session = await line.login("mira's", "mira");
  const serviceOf = async (operation: string) => (await line.call(session, FACTORY, operation)) as ObjectProxy;
  const service = await serviceOf("getPixelsService");
  const pixels = (operation: string, ...args: unknown[]) => line.call(service, PIXELS, operation, ...args);
  const type = Number(site.standIn.store.where("PixelsType", { value: "uint16" })[0]?.id);
  const uint16 = unloaded("PixelsType", type);

  assert.equal(await pixels("getBitDepth", uint16), 16);
  await assert.rejects(pixels("createImage", 3, 2, 1, 1, [], uint16, "no channels", ""), isA("ValidationException"));
  await assert.rejects(pixels("createImage", 3, 0, 1, 1, [0], uint16, "no rows", ""), isA("ApiUsageException"));
  const image = (await pixels("createImage", 3, 2, 1, 1, [0, 1], uint16, "made", "by hand")) as { val: bigint };
  const [row] = await mira.projection(
    "select p.id, p.sizeC, p.image.description from Pixels p where p.image.id = :id",
    {
      id: image.val,
    },
  );
  const [id, channels, description] = row ?? [];
  assert.deepEqual([channels, description], [2, "by hand"]);
  const described = (await pixels("retrievePixDescription", id)) as { channelsSeq: unknown[] };
  assert.equal(described.channelsSeq.length, 2);
  assert.equal(await pixels("retrievePixDescription", 99_999), null);

  const planes = await serviceOf("createRawPixelsStore");
  const store = (operation: string, ...args: unknown[]) => line.call(planes, STORE, operation, ...args);
  const plane = Buffer.from("000102030405060708090a0b", "hex");
  await store("setPixelsId", id, false);
  await store("setPlane", plane, 0, 1, 0);
  await store("save");
  assert.deepEqual(await mira.readPlane(Number(id), 0, 1, 0), plane);

  const same = [null, null, null, null];
  const copy = (await pixels("copyAndResizeImage", image.val, ...same, [1], "copy", false)) as { val: bigint };
  assert.deepEqual(
    await mira.projection("select p.sizeX, p.sizeC, p.relatedTo.id from Pixels p where p.image.id = :id", {
      id: copy.val,
    }),
    [[3, 1, id]],
  );
});

function isA(name: string): (error: unknown) => boolean {
  return (error) => error instanceof SliceException && error.$type === `::omero::${name}`;
}
