import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSliceFacts } from "@omero-archiver/omero/slice";
import { ENUMERATIONS } from "#src/schema/enumerations.js";
import { Model } from "#src/schema/model.js";
import {
  formatPermissions,
  globalRights,
  isGivable,
  isMovable,
  parsePermissions,
  rights,
} from "#src/security/permissions.js";
import type { Viewer } from "#src/security/viewer.js";

const ALL = ENUMERATIONS.AdminPrivilege ?? [];

const OWNER = 7;
const GROUP = 50;

function viewer(who: Partial<Viewer>): Viewer {
  return {
    userId: 8,
    userName: "someone",
    isAdmin: false,
    privileges: new Set(),
    memberOf: [GROUP, 1],
    leaderOf: [],
    sessionGroup: GROUP,
    callGroup: GROUP,
    sessionUuid: "u",
    ...who,
  };
}

const people = {
  owner: viewer({ userId: OWNER }),
  member: viewer({}),
  leader: viewer({ leaderOf: [GROUP] }),
  stranger: viewer({ memberOf: [60, 1] }),
  root: viewer({ isAdmin: true, memberOf: [0, 1], privileges: new Set(ALL) }),
  light: viewer({ isAdmin: true, memberOf: [0, 1], privileges: new Set(["Sudo", "ReadSession"]) }),
};

/** What somebody may, as letters: Read Annotate Link Edit Delete chGrp chOwn. */
function letters(who: Viewer, permissions: string, group = GROUP, file?: "plain" | "managed"): string {
  const may = rights(who, OWNER, { id: group, permissions: parsePermissions(permissions) }, file);
  const names = { read: "R", annotate: "A", link: "L", edit: "E", delete: "D", chgrp: "G", chown: "O" } as const;
  return (Object.keys(names) as (keyof typeof names)[]).map((name) => (may[name] ? names[name] : "")).join("");
}

test("each kind of group gives its members more", () => {
  const table = (permissions: string) =>
    Object.fromEntries(Object.entries(people).map(([n, who]) => [n, letters(who, permissions)]));
  const always = { owner: "RALEDG", stranger: "", light: "R" };
  assert.deepEqual(table("rw----"), { ...always, member: "", leader: "REDO", root: "REDGO" });
  assert.deepEqual(table("rwr---"), { ...always, member: "R", leader: "RALEDO", root: "RALEDGO" });
  assert.deepEqual(table("rwra--"), { ...always, member: "RA", leader: "RALEDO", root: "RALEDGO" });
  assert.deepEqual(table("rwrw--"), { ...always, member: "RALED", leader: "RALEDO", root: "RALEDGO" });
  assert.equal(letters(people.stranger, "rwrwr-"), "R");
});

test("a restricted administrator may what his privileges say, and no more", () => {
  const holding = (...privileges: string[]) =>
    letters(viewer({ isAdmin: true, memberOf: [0], privileges: new Set(privileges) }), "rwrw--");
  assert.equal(holding(), "R");
  assert.equal(holding("WriteOwned"), "RALE");
  assert.equal(holding("DeleteOwned"), "RD");
  assert.equal(holding("Chgrp"), "RG");
  assert.equal(holding("Chown"), "RO");
  assert.equal(holding("WriteFile", "DeleteFile"), "R");
  const files = viewer({ isAdmin: true, memberOf: [0], privileges: new Set(["WriteFile", "DeleteManagedRepo"]) });
  assert.equal(letters(files, "rwr---", GROUP, "plain"), "RALE");
  assert.equal(letters(files, "rwr---", GROUP, "managed"), "RD");
});

test("what is in the groups user and system is read and linked to by all, but not changed", () => {
  assert.equal(letters(people.stranger, "rwr-r-", 1), "RAL");
  assert.equal(letters(people.stranger, "rw----", 0), "RAL");
  assert.equal(letters(people.owner, "rwr-r-", 1), "RALEDG");
});

test("users, groups and memberships are changed by who has the privilege, other things without owner by administrators", () => {
  const may = (who: Viewer, entity: string) => globalRights(who, entity).edit;
  const manager = viewer({ isAdmin: true, privileges: new Set(["ModifyUser"]) });
  assert.deepEqual(
    ["Experimenter", "ExperimenterGroup", "GroupExperimenterMap", "PixelsType"].map((e) => may(manager, e)),
    [...[true, false, false, true]],
  );
  assert.ok(!may(people.leader, "PixelsType") && globalRights(people.member, "PixelsType").link);
});

test("only some classes can be moved or given away by themselves", () => {
  const model = new Model(loadSliceFacts());
  const movable = ["Image", "TagAnnotation", "Pixels", "Well", "DatasetImageLink", "ImageAnnotationLink", "ScriptJob"];
  assert.deepEqual(
    movable.map((name) => isMovable(model, name)),
    [true, true, false, false, false, false, true],
  );
  assert.deepEqual(
    movable.map((name) => isGivable(model, name)),
    [true, true, false, false, true, true, true],
  );
});

test("permissions are read and written as OMERO's six letters", () => {
  for (const text of ["rw----", "rwr---", "rwra--", "rwrw--", "rwr-r-", "rwrwrw", "------"]) {
    assert.equal(formatPermissions(parsePermissions(text)), text);
  }
  assert.equal(formatPermissions(-120), "rw----", "bits that mean nothing are passed over");
});
