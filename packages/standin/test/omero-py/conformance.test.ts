import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { ROOT_PASSWORD, Site } from "../support.js";

/** What of the scenario must pass: all that an archiving tool meets, and no less of the rest than ever before. */
const LEAST = { core: 238, extra: 386, optional: 24 };

const python = process.env.OMERO_PY_PYTHON;
const scenario = [process.env.OMERO_CONFORMANCE, ...["../../../../..", "../../../../../.."].map(beside)].find(
  (folder) => folder !== undefined && existsSync(join(folder, "omero_conformance.py")),
);

function beside(up: string): string {
  return fileURLToPath(new URL(`${up}/shared/conformance`, import.meta.url));
}

if (scenario === undefined) {
  // Nothing is missing here: the scenario is no part of the project.
  console.log("The scenario that was played on a real server is not here (OMERO_CONFORMANCE=folder): not played.");
} else {
  const skip = python ? false : "no real client: OMERO_PY_PYTHON names no Python with omero-py";
  it("the real client for Python gets the answers that a real server gave", {
    skip,
    timeout: 900_000,
  }, async (test) => {
    const site = await Site.start(test, python ? { python } : {});
    const args = ["omero_conformance.py", "--expect", "expected.json", "--password", ROOT_PASSWORD];
    const player = spawn(python ?? "", [...args, "--port", String(site.standIn.ports.ssl)], { cwd: scenario });
    let said = "";
    for (const stream of [player.stdout, player.stderr]) stream.on("data", (chunk) => (said += chunk));
    await new Promise((resolve) => player.once("close", resolve));
    const [sums] = /^core \d.*$/m.exec(said) ?? [];
    assert.ok(sums, said.slice(-2_000));
    test.diagnostic(sums);
    console.log(sums);
    const failed = said.split("\n").filter((line) => line.startsWith("FAIL"));
    for (const [tier, least] of Object.entries(LEAST)) {
      const passed = Number(new RegExp(`${tier} (\\d+)/`).exec(sums)?.[1]);
      assert.ok(passed >= least, `${sums}; ${least} of ${tier} were to pass\n${failed.join("\n")}`);
    }
  });
}
