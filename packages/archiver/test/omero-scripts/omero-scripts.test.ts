import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  readonly session: string;
  readonly exit: number;
  readonly stderr: string;
  readonly message: string | null;
  readonly "user afterwards": string;
  readonly parameters: Readonly<Record<string, readonly [type: string, optional: boolean, standard: unknown]>>;
}

describe("the OMERO scripts, run as OMERO's processor runs them", { skip, timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let bin: string;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    // A command that notes its arguments, and goes on as the real one.
    bin = join(site.folder, "bin");
    mkdirSync(bin);
    const command = `#!/bin/sh\nprintf '%s\\n' "$@" > ${bin}/arguments\nexec ${process.execPath} ${here("bin/omero-archiver.js")} "$@"\n`;
    writeFileSync(join(bin, "omero-archiver"), command);
    chmodSync(join(bin, "omero-archiver"), 0o755);
    // As on a machine that runs scripts: where the server is, and nobody's secret.
    const config = await site.config("ada", (text) =>
      text
        .replace(/ {2}(user|passwordFile): .*\n/g, "")
        .replace(/^(dataDir|archiveDir|register|store|verification): .*\n/gm, ""),
    );
    writeFileSync(join(site.folder, "scripts.yaml"), readFileSync(config));
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });

  const run = async (script: string, user: string, inputs: Record<string, unknown>, path = bin): Promise<Ran> => {
    const player = spawn(python ?? "", [here("test/omero-scripts/processor.py")]);
    const env = { PATH: `${path}:/usr/bin:/bin`, OMERO_ARCHIVER_CONFIG: join(site.folder, "scripts.yaml") };
    const login = { host: "localhost", port: site.port, user, password: `${user}-demo` };
    player.stdin.end(JSON.stringify({ ...login, script, inputs, env }));
    let [said, complained] = ["", ""];
    player.stdout.on("data", (chunk) => (said += chunk));
    player.stderr.on("data", (chunk) => (complained += chunk));
    await new Promise((resolve) => player.once("close", resolve));
    const last = said.trim().split("\n").at(-1) ?? "";
    assert.match(last, /^\{/, complained);
    const ran = JSON.parse(last) as Ran;
    assert.deepEqual([ran.exit, ran.stderr], [0, ""], "a script fails by its message only");
    return ran;
  };
  const dataset = async (name: string) => {
    const hql = "select d.id, d.name from Dataset d where d.name = :name";
    return Number((await omero.projection(hql, { name }, { group: "all" }))[0]?.[0]);
  };

  it("a scientist asks for a dataset, and takes it back; the session stays, and its key is in no arguments", async () => {
    const day1 = await dataset("day 1");
    const inputs = { Data_Type: "Dataset", IDs: [day1], Expiry: 25, Description: "--superseded by µ = 456" };
    const ran = await run(ARCHIVE, "ada", inputs);
    assert.equal(ran.message, "New 4 : Existing 0 : Error 0");
    assert.equal(ran["user afterwards"], "ada");
    const given = readFileSync(join(bin, "arguments"), "utf8");
    assert.match(given, /^tag\n--from\n-\n--expiry=25\n--description=--superseded by µ = 456\n$/);
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

  it("what went wrong is the message: nothing named, nothing there, no program", async () => {
    assert.match((await run(ARCHIVE, "ada", { IDs: [] })).message ?? "", /nothing is named/);
    assert.match((await run(ARCHIVE, "ada", { IDs: [99999] })).message ?? "", /not found, .*Image:99999/);
    assert.match(
      (await run(ARCHIVE, "ada", { IDs: [1] }, "/nowhere")).message ?? "",
      /can't be started where OMERO runs scripts/,
    );
  });

  it("what both scripts share, as OMERO hands each on alone, is the same", () => {
    const shared = (file: string) => /def omero_archiver[\s\S]*?(?=\ndef )/.exec(readFileSync(file, "utf8"))?.[0];
    assert.ok(shared(ARCHIVE));
    assert.equal(shared(CLEAR), shared(ARCHIVE));
  });

  it("and a server that can not be reached", async () => {
    writeFileSync(join(site.folder, "scripts.yaml"), "omero: { host: localhost, port: 1 }\n");
    assert.match((await run(ARCHIVE, "ada", { IDs: [1] })).message ?? "", /logging in to OMERO at localhost:1/);
  });
});
