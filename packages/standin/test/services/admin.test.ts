import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  created,
  type Experimenter,
  type OmeroClient,
  rbool,
  rstring,
  SecurityViolation,
  unloaded,
  unwrap,
  ValidationFailed,
} from "@omero-archiver/omero";
import { makeGroup, makeUser, Site } from "../support.js";

const group = (id: number) => unloaded("ExperimenterGroup", id);
const user = (id: number) => unloaded("Experimenter", id);

async function lab(test: TestContext) {
  const site = await Site.start(test);
  const root = await site.root();
  const [one, two] = [await makeGroup(root, "one", "rwra--"), await makeGroup(root, "two", "rwr---")];
  const mira = await makeUser(root, "mira", one);
  return { site, root, one, two, mira };
}

async function groupsOf(client: OmeroClient, id: number): Promise<number[]> {
  const found = await client.admin.getExperimenter(id);
  return (found?.groupExperimenterMapSeq ?? []).map((link) => Number(unwrap(link?.parent?.id)));
}

function privilege(value: string) {
  return created("AdminPrivilege", { value: rstring(value) });
}

/** A restricted administrator, logged in. */
async function restricted(site: Site, root: OmeroClient, ...privileges: string[]): Promise<OmeroClient> {
  const person = created("Experimenter", {
    omeName: rstring("rita"),
    firstName: rstring("Rita"),
    lastName: rstring("R"),
    ldap: rbool(false),
  });
  await root.admin.createRestrictedSystemUserWithPassword(person, privileges.map(privilege), rstring("rita's"));
  return site.login("rita");
}

describe("users and groups", () => {
  it("stand in order: the first group is the default one", async (test) => {
    const { site, root, one, two, mira } = await lab(test);
    assert.deepEqual(await groupsOf(root, mira), [one, 1]);
    await root.admin.addGroups(user(mira), [group(two), group(one)]);
    assert.deepEqual(await groupsOf(root, mira), [one, 1, two]);
    const client = await site.login("mira");
    await client.admin.setDefaultGroup(user(mira), group(two));
    assert.deepEqual(await groupsOf(root, mira), [two, 1, one]);
    assert.equal((await (await site.login("mira")).whoAmI()).groupId, two);
    await root.admin.removeGroups(user(mira), [group(two)]);
    assert.deepEqual(await groupsOf(root, mira), [one, 1]);
    await assert.rejects(root.admin.removeGroups(user(mira), [group(one)]), ValidationFailed);
  });

  it("of a group are kept by its owners, and by nobody else", async (test) => {
    const { site, root, one, two, mira } = await lab(test);
    const noor = await makeUser(root, "noor", two);
    const client = await site.login("mira");
    await assert.rejects(client.admin.addGroups(user(noor), [group(one)]), SecurityViolation);
    await root.admin.setGroupOwner(group(one), user(mira));
    await client.admin.addGroups(user(noor), [group(one)]);
    assert.deepEqual(await groupsOf(root, noor), [two, 1, one]);
    await assert.rejects(client.admin.addGroups(user(mira), [group(two)]), SecurityViolation);
    await assert.rejects(client.admin.createGroup(created("ExperimenterGroup", {})), SecurityViolation);
  });

  it("have names of their own", async (test) => {
    const { root, one } = await lab(test);
    await assert.rejects(makeUser(root, "mira", one), ValidationFailed);
    await assert.rejects(makeGroup(root, "one", "rw----"), ValidationFailed);
  });

  it("change their own record, and administrators everybody's", async (test) => {
    const { site, root, mira } = await lab(test);
    const client = await site.login("mira");
    const own = (await client.admin.getExperimenter(mira)) as Experimenter;
    await client.admin.updateSelf({ ...own, email: rstring("mira@example.org"), omeName: rstring("myra") });
    await assert.rejects(client.admin.updateExperimenter({ ...own, id: user(0).id ?? null }), SecurityViolation);
    const record = (await root.admin.getExperimenter(mira)) as Experimenter;
    assert.deepEqual([unwrap(record.omeName), unwrap(record.email)], ["mira", "mira@example.org"]);
    await root.admin.updateExperimenter({ ...record, omeName: rstring("myra") });
    assert.equal((await (await site.login("myra", "mira's")).whoAmI()).userId, mira);
  });

  it("change passwords only after giving them", async (test) => {
    const { site } = await lab(test);
    const client = await site.login("mira");
    const joined = await site.join(client.sessionUuid);
    await assert.rejects(joined.admin.changePassword(rstring("new")), SecurityViolation);
    await client.admin.changePassword(rstring("new"));
    await site.login("mira", "new");
  });

  it("that are restricted administrators may do what they were given, and give no more", async (test) => {
    const { site, root, one, mira } = await lab(test);
    const rita = await restricted(site, root, "ModifyUser");
    assert.deepEqual((await rita.whoAmI()).adminPrivileges, ["ModifyUser"]);
    await rita.admin.changeUserPassword("mira", rstring("forgotten"));
    await makeUser(rita, "noor", one);
    await assert.rejects(makeGroup(rita, "three", "rwra--"), SecurityViolation);
    await assert.rejects(rita.sudo({ omeName: "mira" }), SecurityViolation);
    await assert.rejects(rita.admin.addGroups(user(mira), [group(0)]), SecurityViolation);
    const self = user((await rita.whoAmI()).userId);
    await assert.rejects(rita.admin.setAdminPrivileges(self, [privilege("Sudo")]), SecurityViolation);
    await root.admin.setAdminPrivileges(self, [privilege("Sudo")]);
    assert.equal((await (await rita.sudo({ omeName: "mira" })).whoAmI()).userName, "mira");
  });
});
