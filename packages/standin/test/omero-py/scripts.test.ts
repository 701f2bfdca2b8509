import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeGroup, makeUser, Site } from "../support.js";

const python = process.env.OMERO_PY_PYTHON;
const skip = python ? false : "no real client: OMERO_PY_PYTHON names no Python with omero-py";

const COUNT = `import sys, time
import omero.scripts as s
from omero.rtypes import rlong, rstring

client = s.client("Count.py", "Counts.", s.List("IDs", optional=False).ofType(rlong(0)), s.Int("Times", min=1, max=9, default=2))
given = client.getInputs(unwrap=True)
if not given["IDs"]:
    sys.exit("nothing to count")
if given["IDs"] == [0]:
    time.sleep(600)
print("counting")
who = client.getSession().getAdminService().getEventContext().userName
client.setOutput("Message", rstring("%s: %d" % (who, given["Times"] * len(given["IDs"]))))
client.closeSession()
`;

/** What the real client saw of scripts that were put into their folder by hand. */
async function seen(test: TestContext, processor?: string): Promise<Record<string, unknown>> {
  const site = await Site.start(test, processor === undefined ? {} : { python: processor });
  const folder = join(site.dataDir, "scripts", "lab");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Count.py"), COUNT);
  writeFileSync(join(folder, "Broken.py"), "this is no Python");
  writeFileSync(join(folder, "notes.txt"), "and this no script");
  const root = await site.root();
  await makeUser(root, "mira", await makeGroup(root, "lab", "rwra--"));
  const script = fileURLToPath(new URL("../../test/omero-py/scripts.py", import.meta.url));
  const args = [script, "127.0.0.1", String(site.standIn.ports.ssl), "mira", "mira's"];
  const { stdout } = await promisify(execFile)(python ?? "", args, { timeout: 120_000 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

it("scripts are listed, say their parameters, and run in a session of their starter's", { skip }, async (test) => {
  const { "no parameters": broken, ...rest } = await seen(test, python);
  assert.deepEqual(rest, {
    scripts: ["/lab/Broken.py", "/lab/Count.py"],
    "can run": true,
    parameters: { IDs: ["RListI", false], Times: ["RIntI", true] },
    run: { code: 0, status: "Finished", Message: "mira: 4", stdout: "counting" },
    "nothing given": "ValidationException: Invalid parameters: IDs is missing",
    "of another type":
      "ValidationException: Invalid parameters: IDs is a ::omero::RString, where ::omero::RList is asked for",
    "out of range": "ValidationException: Invalid parameters: Times is 10, and may be 9 at most",
    failing: { code: 1, status: "Error", stderr: "nothing to count" },
    killed: { code: 137, status: "Error" },
    "by a user": "SecurityViolation: No permission to upload script",
  });
  assert.match(String(broken), /^ValidationException: Broken\.py does not say its parameters/);
});

it("without a processor none runs, and whoever tries is told so", { skip }, async (test) => {
  assert.deepEqual(await seen(test), {
    scripts: ["/lab/Broken.py", "/lab/Count.py"],
    "can run": false,
    parameters: "NoProcessorAvailable: No processor available!",
    run: "NoProcessorAvailable: No processor available!",
    "by a user": "SecurityViolation: No permission to upload script",
  });
});
