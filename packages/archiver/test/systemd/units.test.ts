import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const analyze = (...words: string[]) => spawnSync("systemd-analyze", words, { encoding: "utf8" });
/** By systemd's own count, from 0 (nothing may be done) to 10 (anything); a service without settings has 9.6. */
const MOST_EXPOSED = 25;

describe("the units for systemd", {
  skip: analyze("--version").error && "needs systemd-analyze (Debian: systemd)",
}, () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "units-"));
    for (const name of ["omero-archiver.service", "omero-archiver.timer"])
      writeFileSync(
        join(folder, name),
        readFileSync(at(`systemd/${name}`), "utf8").replace(/=\S+(?= --config)/, `=${at("bin/omero-archiver.js")}`),
      );
  });
  after(() => rmSync(folder, { recursive: true }));

  it("are understood, every line of them", () => {
    const { status, stderr } = analyze(
      "verify",
      join(folder, "omero-archiver.service"),
      join(folder, "omero-archiver.timer"),
    );
    assert.equal(stderr.trim(), "");
    assert.equal(status, 0);
  });

  it("leave the service little to do harm with", () => {
    const { status, stdout } = analyze(
      "security",
      "--offline=true",
      `--threshold=${MOST_EXPOSED}`,
      join(folder, "omero-archiver.service"),
    );
    assert.equal(status, 0, stdout);
  });
});
