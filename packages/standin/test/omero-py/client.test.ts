import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { promisify } from "node:util";
import { makeGroup, makeUser, Site } from "../support.js";

const python = process.env.OMERO_PY_PYTHON;
const skip = python ? false : "no real client: OMERO_PY_PYTHON names no Python with omero-py";
const script = readFileSync(new URL("../../test/omero-py/client.py", import.meta.url), "utf8");

it("the real client for Python logs in over TLS, saves, tags, queries and deletes", { skip }, async (test) => {
  const site = await Site.start(test);
  const root = await site.root();
  await makeUser(root, "mira", await makeGroup(root, "lab", "rwra--"));
  const args = ["-c", script, "127.0.0.1", String(site.standIn.ports.ssl), "mira", "mira's"];
  const { stdout } = await promisify(execFile)(python ?? "", args, { timeout: 60_000 });
  assert.deepEqual(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""), {
    "wrong password": "PermissionDeniedException",
    user: "mira",
    saved: "Zelle µm 🔬.tif",
    pairs: [
      ["state", "wanted"],
      ["by", "mira"],
    ],
    row: [true, "lab.notes"],
    deleted: ["ImageAnnotationLink", "MapAnnotation"],
    "annotations left": 0,
    gateway: ["Zelle µm 🔬.tif"],
    "after deleting the dataset": [],
  });
});
