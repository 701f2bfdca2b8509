import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LoginFailed, rlong, SecurityViolation, SessionExpired, SessionRefused, unloaded } from "@omero-archiver/omero";
import { makeGroup, makeUser, ROOT_PASSWORD, Site } from "../support.js";

describe("sessions", () => {
  it("are for who knows the password, and a uuid joins them", async (test) => {
    const site = await Site.start(test);
    await assert.rejects(site.login("root", "guessed"), LoginFailed);
    await assert.rejects(site.login("nobody"), LoginFailed);
    await assert.rejects(site.login("root", ROOT_PASSWORD, "no such group"), SessionRefused);

    const first = await site.root();
    const second = await site.join(first.sessionUuid);
    assert.equal(second.sessionUuid, first.sessionUuid);
    assert.equal(await first.session.getReferenceCount(first.sessionUuid), 2);
    assert.equal((await second.whoAmI()).userName, "root");
  });

  it("end with the last that leaves, unless they are detached", async (test) => {
    const site = await Site.start(test);
    const first = await site.root();
    const uuid = first.sessionUuid;
    await first.close();
    await assert.rejects(site.join(uuid), LoginFailed);

    const kept = await site.root();
    await kept.factory.detachOnDestroy();
    await kept.close();
    const again = await site.join(kept.sessionUuid);
    assert.equal((await again.whoAmI()).userName, "root");
  });

  it("time out when nobody uses them, and not while somebody does", async (test) => {
    const site = await Site.start(test, { sweepMs: 60_000 });
    const root = await site.root();
    const principal = { $type: "::omero::sys::Principal", name: "root", group: "", eventType: "User" } as const;
    const idle = await root.session.createSessionWithTimeouts(principal, 0, 250);
    assert.ok(idle);
    const client = await site.join(String((idle.uuid as { val: string }).val));
    await sleep(400);
    await assert.rejects(client.whoAmI(), SessionExpired);
    assert.equal((await root.whoAmI()).userName, "root");
  });

  it("that are swept away are gone for who is still connected", async (test) => {
    const site = await Site.start(test, { sweepMs: 50 });
    const root = await site.root();
    const principal = { $type: "::omero::sys::Principal", name: "root", group: "", eventType: "User" } as const;
    const brief = await root.session.createSessionWithTimeouts(principal, 200, 0);
    const client = await site.join(String((brief as { uuid: { val: string } }).uuid.val));
    await sleep(400);
    await assert.rejects(client.whoAmI(), SessionExpired);
  });

  it("of others are opened by administrators and, within their group, by its owners", async (test) => {
    const site = await Site.start(test);
    const root = await site.root();
    const lab = await makeGroup(root, "lab", "rwra--");
    const other = await makeGroup(root, "other", "rwrw--");
    await makeUser(root, "mira", lab, other);
    const noor = await makeUser(root, "noor", lab, other);
    await root.admin.setGroupOwner(unloaded("ExperimenterGroup", lab), unloaded("Experimenter", noor));

    const asMira = await root.sudo({ omeName: "mira" });
    assert.deepEqual({ ...(await asMira.whoAmI()).sudoer }, { id: 0, name: "root" });
    assert.equal((await asMira.whoAmI()).isAdmin, false);

    const owner = await site.login("noor");
    const inLab = await owner.sudo({ omeName: "mira", group: "lab" });
    assert.equal((await inLab.whoAmI()).groupName, "lab");
    await assert.rejects(inLab.whoAmI({ group: other }), SecurityViolation);
    await assert.rejects(inLab.factory.setSecurityContext(unloaded("ExperimenterGroup", other)), SecurityViolation);
    await assert.rejects(owner.sudo({ omeName: "mira", group: "other" }), SecurityViolation);
    await assert.rejects((await site.login("mira")).sudo({ omeName: "noor" }), SecurityViolation);
    await assert.rejects(root.sudo({ omeName: "nobody" }), LoginFailed);
  });

  it("change their group for all that joined them", async (test) => {
    const site = await Site.start(test);
    const root = await site.root();
    const lab = await makeGroup(root, "lab", "rwra--");
    const other = await makeGroup(root, "other", "rwrw--");
    const strangers = await makeGroup(root, "strangers", "rwrw--");
    await makeUser(root, "mira", lab, other);
    const mira = await site.login("mira");
    const joined = await site.join(mira.sessionUuid);
    await mira.factory.setSecurityContext(unloaded("ExperimenterGroup", other));
    assert.equal((await joined.whoAmI()).groupId, other);
    await assert.rejects(mira.factory.setSecurityContext(unloaded("ExperimenterGroup", strangers)), SecurityViolation);
    await assert.rejects(mira.whoAmI({ group: strangers }), SecurityViolation);
  });

  it("carry values for scripts and their starters", async (test) => {
    const root = await (await Site.start(test)).root();
    await root.session.setInput(root.sessionUuid, "Images", rlong(3));
    assert.deepEqual(await root.session.getInputKeys(root.sessionUuid), ["Images"]);
    assert.deepEqual(await root.session.getInput(root.sessionUuid, "Images"), rlong(3));
    assert.equal(await root.session.getInput(root.sessionUuid, "Other"), null);
  });
});
