import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { created, type OmeroClient, rstring, unwrap } from "@omero-archiver/omero";
import type { ImageId } from "#src/domain/ids.js";
import { tagLinks } from "#src/omero/tags.js";
import { imagesNamed, tagsOn } from "../stories/look.js";
import { Site } from "../stories/site.js";

const python = process.env.OMERO_PY_PYTHON;
const skip = python ? false : "no real client: OMERO_PY_PYTHON names no Python with omero-py";
const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const ARCHIVE = here("omero-scripts/Archive_Images.py");
const CLEAR = here("omero-scripts/Clear_Archive_Tag.py");

interface Ran {
  readonly exit: number;
  readonly results: readonly string[];
  readonly message: string | null;
  readonly parameters: Readonly<Record<string, readonly [type: string, optional: boolean, standard: unknown]>>;
}

describe("the OMERO scripts, out of OMERO's menu", { skip, timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let bin: string;
  let command: string;
  before(async () => {
    bin = mkdtempSync(join(tmpdir(), "bin-"));
    site = await Site.open({ python: python ?? "", path: `${bin}:/usr/bin:/bin` });
    omero = await site.client("archiver");
    const menu = join(site.dataDir, "scripts", "archiving");
    mkdirSync(menu, { recursive: true });
    for (const file of [ARCHIVE, CLEAR]) copyFileSync(file, join(menu, basename(file)));
    // As on a machine that runs scripts: where the server is, and nobody's secret.
    const config = join(site.folder, "scripts.yaml");
    const all = readFileSync(await site.config("ada"), "utf8");
    writeFileSync(config, all.replace(/^ +(user|passwordFile): .*\n/gm, "").replace(/^[a-z]\w+: .+\n/gim, ""));
    // A command that notes how it was called, and goes on as the real one.
    command = join(bin, "omero-archiver");
    const lines = [
      "#!/bin/sh",
      `printf '%s\\n' "$@" > ${bin}/arguments`,
      `echo "$OMERO_ARCHIVER_CONFIG" > ${bin}/config`,
      `OMERO_ARCHIVER_CONFIG=${config} exec ${process.execPath} ${here("bin/omero-archiver.js")} "$@"`,
    ];
    writeFileSync(command, `${lines.join("\n")}\n`, { mode: 0o755 });
  });
  after(async () => {
    await omero?.close();
    await site?.close();
    rmSync(bin, { recursive: true, force: true });
  });

  const run = async (script: string, user: string, inputs: Record<string, unknown>): Promise<Ran> => {
    const player = spawn(python ?? "", [here("test/omero-scripts/menu.py")]);
    const login = { host: "localhost", port: site.port, user, password: `${user}-demo` };
    player.stdin.end(JSON.stringify({ ...login, script: `/archiving/${basename(script)}`, inputs }));
    let [said, complained] = ["", ""];
    player.stdout.on("data", (chunk) => (said += chunk));
    player.stderr.on("data", (chunk) => (complained += chunk));
    await new Promise((resolve) => player.once("close", resolve));
    const last = said.trim().split("\n").at(-1) ?? "";
    assert.match(last, /^\{/, complained);
    const ran = JSON.parse(last) as Ran;
    assert.deepEqual([ran.exit, ran.results], [0, ["Message"]], "a script fails by its message only");
    return ran;
  };
  const dataset = async (name: string) => {
    const hql = "select d.id, d.name from Dataset d where d.name = :name";
    return Number((await omero.projection(hql, { name }, { group: "all" }))[0]?.[0]);
  };

  it("a scientist asks for a dataset, and takes it back; no session's key is in any arguments", async () => {
    const day1 = await dataset("day 1");
    const inputs = { Data_Type: "Dataset", IDs: [day1], Expiry: 25, Description: "--superseded by µ = 456" };
    const ran = await run(ARCHIVE, "ada", inputs);
    assert.equal(ran.message, "New 4 : Existing 0 : Error 0");
    const given = readFileSync(join(bin, "arguments"), "utf8");
    assert.match(given, /^tag\n--from\n-\n--expiry=25\n--description=--superseded by µ = 456\n$/);
    assert.equal(readFileSync(join(bin, "config"), "utf8"), "/etc/omero-archiver/scripts.yaml\n");
    const images = await imagesNamed(omero, "overview%");
    for (const image of images) assert.deepEqual(await tagsOn(omero, image), ["ARCHIVE NOTE", "TO-ARCHIVE"]);
    assert.equal((await run(ARCHIVE, "ada", inputs)).message, "New 0 : Existing 4 : Error 0");
    const clear = { Data_Type: "Image", IDs: images };
    assert.equal((await run(CLEAR, "ada", clear)).message, "Removed 6 : Error 0");
    for (const image of images) assert.deepEqual(await tagsOn(omero, image), []);
  });

  it("parameters are the prototype's, with their defaults", async () => {
    const [image] = await imagesNamed(omero, "a = b%");
    const asked = await run(ARCHIVE, "ada", { IDs: [image] });
    assert.deepEqual(asked.parameters, {
      Data_Type: ["RStringI", false, "Image"],
      IDs: ["RListI", false, null],
      Expiry: ["RIntI", false, 0],
      Description: ["RStringI", true, null],
    });
    assert.equal(asked.message, "New 1 : Existing 0 : Error 0");
    const cleared = await run(CLEAR, "ada", { IDs: [image] });
    assert.deepEqual(Object.keys(cleared.parameters).sort(), ["Data_Type", "IDs"]);
    assert.equal(cleared.message, "Removed 2 : Error 0");
  });

  it("an owner of the group asks for a member: written as the image's owner, who asked is on record", async () => {
    const dora = await site.client("dora");
    const group = (
      await omero.projection("select g.id, g.name from ExperimenterGroup g where g.name = 'cell-biology'")
    )[0];
    const made = await dora.save(created("Image", { name: rstring("dora's in ada's group") }), {
      group: Number(group?.[0]),
    });
    const image = Number(unwrap(made.id)) as ImageId;
    const { userId } = await dora.whoAmI();
    await dora.close();
    assert.match(
      (await run(ARCHIVE, "chen", { IDs: [image] })).message ?? "",
      /not found, or not visible to this user: Image:/,
    );
    assert.match(
      (await run(ARCHIVE, "ben", { IDs: [image] })).message ?? "",
      /^New 0 : Existing 0 : Error 1\nImage:\d+: it is dora's; ben is no owner/,
    );
    assert.equal((await run(ARCHIVE, "ada", { IDs: [image] })).message, "New 1 : Existing 0 : Error 0");
    const links = (await tagLinks(omero, [image])).get(image) ?? [];
    assert.deepEqual(links.map(({ name }) => name).sort(), ["ARCHIVE NOTE", "TO-ARCHIVE"]);
    for (const { ownerId, description } of links) {
      assert.equal(ownerId, userId);
      assert.match(description, /^Owner : \d+ : ada$/);
    }
  });

  it("an administrator asks for a user in a private group", async () => {
    const [axon] = await imagesNamed(omero, "axon%");
    assert.equal((await run(ARCHIVE, "archiver", { IDs: [axon] })).message, "New 1 : Existing 0 : Error 0");
    assert.equal((await run(CLEAR, "archiver", { IDs: [axon] })).message, "Removed 2 : Error 0");
  });

  it("what went wrong is the message: nothing named, nothing there, no server, no program", async () => {
    assert.match((await run(ARCHIVE, "ada", { IDs: [] })).message ?? "", /nothing is named/);
    assert.match((await run(ARCHIVE, "ada", { IDs: [99999] })).message ?? "", /not found, .*Image:99999/);
    writeFileSync(join(site.folder, "scripts.yaml"), "omero: { host: localhost, port: 1 }\n");
    assert.match((await run(ARCHIVE, "ada", { IDs: [1] })).message ?? "", /logging in to OMERO at localhost:1/);
    rmSync(command);
    assert.match((await run(ARCHIVE, "ada", { IDs: [1] })).message ?? "", /can't be started where OMERO runs scripts/);
  });

  it("what both scripts share, as OMERO hands each on alone, is the same", () => {
    const shared = (file: string) => /def omero_archiver[\s\S]*?(?=\ndef )/.exec(readFileSync(file, "utf8"))?.[0];
    assert.ok(shared(ARCHIVE));
    assert.equal(shared(CLEAR), shared(ARCHIVE));
  });
});
