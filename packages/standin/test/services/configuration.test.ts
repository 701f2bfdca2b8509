import assert from "node:assert/strict";
import { it } from "node:test";
import { SecurityViolation } from "@omero-archiver/omero";
import { makeGroup, makeUser, Site } from "../support.js";

it("the configuration is public in parts, set by administrators, and kept", async (test) => {
  const site = await Site.start(test);
  const root = await site.root();
  await makeUser(root, "mira", await makeGroup(root, "lab", "rwra--"));
  const mira = await site.login("mira");
  assert.match(await mira.config.getVersion(), /^5\.6\./);
  assert.match(await mira.config.getConfigValue("omero.router.insecure"), new RegExp(`-p ${site.standIn.ports.tcp} `));
  await assert.rejects(mira.config.getConfigValue("omero.data.dir"), SecurityViolation);
  const some = "^omero\\.(data\\.dir|router\\.insecure)$";
  assert.deepEqual([...(await mira.config.getConfigValues(some)).keys()], ["omero.router.insecure"]);
  assert.equal((await root.config.getConfigValues(some)).size, 2);
  await assert.rejects(mira.config.setConfigValue("a.key", "x"), SecurityViolation);
  assert.equal(await root.config.getConfigValue("omero.data.dir"), site.dataDir);
  await root.config.setConfigValue("a.key", "x");
  const uuid = await root.config.getDatabaseUuid();

  await site.standIn.close();
  const again = await (await Site.start(test, { dataDir: site.dataDir })).root();
  assert.equal(await again.config.getConfigValue("a.key"), "x");
  assert.equal(await again.config.getDatabaseUuid(), uuid);
});
