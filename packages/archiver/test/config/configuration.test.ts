import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { parse } from "yaml";
import { ConfigurationError, parseConfiguration, readConfiguration, readPassword } from "#src/config/configuration.js";
import { shapeOf } from "#src/config/nearest.js";
import { fileSchema } from "#src/config/schema.js";

const folder = mkdtempSync(join(tmpdir(), "config-"));
const written = (text: string, mode = 0o600) => {
  const file = join(folder, `${Math.random()}.yaml`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

const example = readFileSync(new URL("../../omero-archiver.example.yaml", import.meta.url), "utf8");

describe("the configuration", () => {
  after(() => rmSync(folder, { recursive: true }));

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
    assert.equal(config.store?.type === "file" && config.store.safeAfter, 2 * 86_400_000);
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

  it("tells where something is missing, and what does not go together", () => {
    const faults = (text: string) => {
      try {
        parseConfiguration(text, "c.yaml");
        return "";
      } catch (error) {
        assert.ok(error instanceof ConfigurationError);
        return error.message;
      }
    };
    assert.match(faults("dataDir: /x\nstore:\n  type: file\n"), /c\.yaml:2: store\.root: /);
    assert.match(faults("store: { type: tape }"), /c\.yaml:1: store\.type: must be a kind of store/);
    assert.match(
      faults("omero:\n  tls: { verify: false, ca: /ca.pem }"),
      /c\.yaml:2: omero\.tls: verify: false trusts/,
    );
    assert.match(faults("hold: two days"), /hold: must be a time such as/);
    assert.match(faults("hold: 30"), /hold: must be a time such as/);
    assert.match(faults("dataDir: /a\ndataDir: /b\n"), /c\.yaml:2: .*unique/);
    for (const register of ["postgres://me:secret@db/omero", "postgres://db", "mysql://db/omero", "register.db"])
      assert.match(faults(`register: ${register}`), /c\.yaml:1: register: must be sqlite:.*without a password/);
    for (const register of ["postgresql://me@db:5433/omero", "postgres://%2Frun%2Fpostgresql/omero"])
      assert.equal(faults(`register: ${register}`), "");
    assert.match(faults("registerTls: { verify: false, ca: /ca.pem }"), /registerTls: verify: false trusts/);
    const mail = "from: a@example.org, admins: [b@example.org]";
    assert.equal(faults(`mail: { ${mail} }`), "");
    assert.match(faults(`mail: { ${mail}, user: me }`), /c\.yaml:1: mail: user and passwordFile belong together/);
    assert.match(faults(`mail: { ${mail}, user: me, passwordFile: /p, transport: plain }`), /mail: a login wants/);
    assert.match(
      faults('mail: { from: "a@b, c@d", admins: [] }'),
      /mail\.from: must be a mail address.*\n.*mail\.admins/,
    );
    assert.match(faults("- a list"), /c\.yaml: the file: /);
  });

  it("may be JSON; paths are tidied, and follow the data directory", () => {
    const config = readConfiguration(written('{ "dataDir": "/data//OMERO/", "hold": 0 }'));
    assert.equal(config.places.dataDir, "/data/OMERO");
    assert.equal(config.places.managedRepository, "/data/OMERO/ManagedRepository");
    assert.equal(config.jobs, "/data/OMERO/Archive/Job");
  });

  it("has an example that is true, names every setting, and shows its default", () => {
    parseConfiguration(example, "example");
    const everything = example.replace(/^(\s*)# (?=\w+: )/gm, "$1");
    const shown = parse(everything) as Record<string, unknown>;
    const other = example.replace(/^(?!#: ).*\n/gm, "").replace(/^#: /gm, "");
    parseConfiguration(other.replace(/^.*tls:.*\n/m, ""), "the other store");
    const keys = [...keysOf(shown), ...keysOf(parse(other))].filter((key) => !/^(store|mail)\.tls\.ca$/.test(key));
    const ofTls = settings(fileSchema).filter((key) => /^(store|mail)\.tls\./.test(key));
    assert.deepEqual([...new Set([...keys, ...ofTls])].sort(), settings(fileSchema).sort());
    const { tls, ...omero } = shown.omero as Record<string, object>;
    const { ca: _, ...others } = tls as { ca: string };
    parseConfiguration(
      JSON.stringify({ ...shown, omero: { ...omero, tls: { ...others, fingerprint: "8f".repeat(32) } } }),
      "all",
    );

    const defaults = readConfiguration(written("{}"));
    const { safeAfter: __, safeCommand: ___, ...store } = shown.store as Record<string, string>;
    const { limit, hours, registerPasswordFile: _____, registerTls: ____, ...rest } = shown; // Without a default.
    const said = readConfiguration(written(JSON.stringify({ ...rest, omero: {}, store })));
    assert.deepEqual(readConfiguration(written(JSON.stringify({ limit, hours }))).hours, { from: 20 * 60, to: 6 * 60 });
    assert.deepEqual({ ...said, file: "", store: null }, { ...defaults, file: "", store: null });
    assert.equal(said.store?.sameFileSystem, "refuse");
  });
});

/** Dotted names of all settings in an object. */
function keysOf(value: unknown, name = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [name];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, name ? `${name}.${key}` : key));
}

/** Dotted names of all settings in the schema. */
function settings(schema: unknown, name = ""): string[] {
  const shape = shapeOf(schema);
  return shape
    ? Object.entries(shape).flatMap(([key, inner]) => settings(inner, name ? `${name}.${key}` : key))
    : [name];
}
