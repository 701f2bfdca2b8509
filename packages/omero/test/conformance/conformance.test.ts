import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { Relay } from "../support/relay.js";
import { StandIn } from "../support/stand-in.js";

/** Questions of what an archiving tool meets, and how many of them there are. */
const CORE = 238;

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
  it("what passes through this package both ways is what a real server answered", {
    skip,
    timeout: 900_000,
  }, async (test) => {
    const standIn = await StandIn.start();
    const relay = await Relay.to(standIn);
    try {
      const login = ["--port", String(relay.port), "--password", StandIn.rootPassword, "--secure"];
      const args = ["omero_conformance.py", "--expect", "expected.json", "--until", "command.world_is_whole", ...login];
      const player = spawn(python ?? "", args, { cwd: scenario });
      let said = "";
      for (const stream of [player.stdout, player.stderr]) stream.on("data", (chunk) => (said += chunk));
      await new Promise((resolve) => player.once("close", resolve));
      const [sums] = /^core \d.*$/m.exec(said) ?? [];
      assert.ok(sums, said.slice(-2_000));
      test.diagnostic(`through this package: ${sums}`);
      const failed = said.split("\n").filter((line) => line.startsWith("FAIL [core]"));
      assert.equal(Number(/core (\d+)/.exec(sums)?.[1]), CORE, failed.join("\n"));
    } finally {
      await relay.close();
      await standIn.end();
    }
  });
}
