import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ConfigurationError, parseConfiguration, readConfiguration, readPassword } from "#src/config/configuration.js";

const folder = mkdtempSync(join(tmpdir(), "config-"));
const written = (text: string, mode = 0o600) => {
  const file = join(folder, `${Math.random()}.yaml`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

describe("the configuration", () => {
  it("fills in where OMERO's files are, each of which may be set apart", () => {
    const config = readConfiguration(
      written(
        "dataDir: /data/OMERO\npixels: /fast/Pixels\nhold: 30d\nstore: { type: file, root: /archive, safeAfter: 2d }",
      ),
    );
    assert.equal(config.places.managedRepository, "/data/OMERO/ManagedRepository");
    assert.equal(config.places.pixels, "/fast/Pixels");
    assert.equal(config.places.omeroSees, "/data/OMERO");
    assert.equal(config.hold, 30 * 86_400_000);
    assert.equal(config.store?.safeAfter, 2 * 86_400_000);
    assert.equal(config.omero.tls.verify, true);
  });

  it("names every fault with its line, and what a misspelt key was meant to be", () => {
    const text =
      "omero:\n  hots: example.org\n  port: 99999\ndatadir: /x\nstore: { type: file, root: relative, sameFilesystem: allow }\n";
    assert.throws(
      () => parseConfiguration(text, "c.yaml"),
      (error: Error) => {
        assert.ok(error instanceof ConfigurationError);
        assert.match(error.message, /c\.yaml:2: omero\.hots: there is no such setting; did you mean host\?/);
        assert.match(error.message, /c\.yaml:3: omero\.port/);
        assert.match(error.message, /c\.yaml:4: datadir: there is no such setting; did you mean dataDir\?/);
        assert.match(error.message, /c\.yaml:5: store\.root: must be an absolute path/);
        assert.match(error.message, /did you mean sameFileSystem\?/);
        return true;
      },
    );
    assert.throws(() => parseConfiguration("a: [", "c.yaml"), /c\.yaml:1: /);
  });

  it("is found by option, then environment; a named one must be there", () => {
    const file = written("dataDir: /elsewhere");
    assert.equal(readConfiguration(undefined, { OMERO_ARCHIVER_CONFIG: file }).places.dataDir, "/elsewhere");
    assert.throws(() => readConfiguration("/no/such.yaml"), /can't be read/);
  });

  it("takes the password from the environment or a file that is the user's alone", () => {
    const omero = readConfiguration(written("{}")).omero;
    assert.equal(readPassword({ ...omero, passwordFile: written("secret with space \n") }, {}), "secret with space ");
    assert.equal(readPassword(omero, { OMERO_ARCHIVER_PASSWORD: "from env" }), "from env");
    assert.throws(
      () => readPassword({ ...omero, passwordFile: written("x", 0o644) }, {}),
      /can be read by others \(mode 644\)/,
    );
    assert.throws(() => readPassword(omero, {}), /no password/);
  });
});
