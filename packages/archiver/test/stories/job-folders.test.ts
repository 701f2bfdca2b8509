import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import { parseJobFile } from "#src/records/job-file.js";
import { openRegister } from "#src/register/register.js";
import { digests, imagesNamed, tagsOn } from "./look.js";
import { Site } from "./site.js";

type Folders = { decided: { job: number; decision: string }[]; complaints: string[] };

describe("jobs as files in folders", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let original: Map<string, string>;
  let image = 0;
  let job = 0;
  let name = "";
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
    image = (await imagesNamed(omero, "overview%"))[0] as number;
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const ran = (...words: string[]) => site.run("archiver", ...words);
  const done = async (...words: string[]) => {
    const result = await ran(...words);
    assert.equal(result.code, 0, `${words.join(" ")}: ${result.stderr}`);
    return result.json as { folders: Folders };
  };
  const place = (folder: string, file = name) => join(site.folder, "records", "Job", folder, file);
  const where = () =>
    ["New", "Approved", "Declined", "Running", "Error", "Finished"].filter((folder) => existsSync(place(folder)));
  const stateOf = async (id = job) => ((await done("jobs", "show", String(id))) as unknown as { state: string }).state;
  const ask = async () => {
    const tagged = await site.run("ada", "tag", `Image:${image}`);
    assert.equal(tagged.code, 0, tagged.stderr);
    const { jobs } = (await done("scan")) as unknown as { jobs: { jobId: number }[] };
    job = jobs[0]?.jobId as number;
    name = readdirSync(place("New", "")).find((file) => file.endsWith(`.${job}`)) as string;
  };
  /** A job that stands in New, whatever the test before has left. */
  beforeEach(async () => {
    if (job > 0 && (await stateOf()) === "New") await ran("jobs", "decline", String(job));
    await ask();
  });

  it("a new job stands in New; moving it to Declined declines it, and it may be asked for again", async () => {
    const { info, images, files } = parseJobFile(readFileSync(place("New"), "utf8"));
    assert.equal(info.job, job);
    assert.deepEqual([info.askerName, info.email], ["ada", "ada@example.org"]);
    assert.equal(images.length, 3);
    assert.deepEqual(
      files.map(({ status }) => status),
      ["New"],
    );
    renameSync(place("New"), place("Declined"));
    const { folders } = await done("run");
    assert.deepEqual(folders.decided, [{ job, decision: "decline" }]);
    assert.deepEqual(where(), ["Finished"]);
    assert.deepEqual(await tagsOn(omero, image), []);
    const { history } = (await done("jobs", "show", String(job))) as unknown as {
      history: { who: string; what: string }[];
    };
    assert.match(history.find(({ what }) => what === "decline")?.who ?? "", /^job folder \(file of .*uid \d+\)$/);
  });

  it("the command line decides: the file follows", async () => {
    await done("jobs", "decline", String(job));
    assert.deepEqual(where(), ["Finished"]);
    assert.equal(parseJobFile(readFileSync(place("Finished"), "utf8")).info.status, "Declined");
  });

  it("an edited file approves nothing, and says why beside itself", async () => {
    const text = readFileSync(place("New"), "utf8");
    for (const [edited, why] of [
      [text.replace(/^.*overview \[Series 2\].*\n/m, ""), /does not name "image/],
      [text.replace("[Files]\n", "[Files]\n/etc/passwd = New\n"), /names "\/etc\/passwd", which the job has not/],
      [text.replace("[Images]\n", "[Images]\n///x (999999) = True\n"), /names "image 999999"/],
      [text.replace(/^user id = .*$/m, "user id = 0"), /its user id is 0/],
      [text.replace(/^group id = .*$/m, "group id = x"), /group id is no whole number/],
      ["", /no section/],
    ] as const) {
      writeFileSync(place("New"), edited);
      renameSync(place("New"), place("Approved"));
      const result = await ran("run");
      assert.equal(result.code, 1);
      assert.match(result.stderr, why);
      assert.match(readFileSync(`${place("New")}.message.txt`, "utf8"), why);
      assert.deepEqual(where(), ["New"]);
      assert.equal(readFileSync(place("New"), "utf8"), text, "it is as it was");
      assert.equal(await stateOf(), "New");
    }
  });

  it("a file of any size, a link, a deleted, copied or renamed file, and one in two folders decide nothing and lose nothing", async () => {
    const text = readFileSync(place("New"), "utf8");
    truncateSync(place("New"), 100 << 20);
    renameSync(place("New"), place("Approved"));
    assert.match((await ran("run")).stderr, /104857600 bytes, more than any job file/);
    assert.equal(readFileSync(place("New"), "utf8"), text);

    rmSync(place("New"));
    symlinkSync("/etc/passwd", place("Approved"));
    assert.match((await ran("run")).stderr, /it is a symbolic link/);
    assert.equal(readFileSync(place("New"), "utf8"), text);
    assert.deepEqual(where(), ["New"]);

    rmSync(place("New"));
    assert.match((await ran("run")).stderr, /was deleted, which decides nothing/);
    assert.equal(readFileSync(place("New"), "utf8"), text);
    await done("run");

    copyFileSync(place("New"), place("Approved"));
    assert.match((await ran("run")).stderr, /stands in New and Approved: which is meant/);
    assert.equal(await stateOf(), "New");
    rmSync(place("Approved"));
    await done("run");

    copyFileSync(place("New"), place("Approved", "copy"));
    assert.match((await ran("run")).stderr, /Approved\/copy: it is a copy of job/);
    rmSync(place("Approved", "copy"));
    await done("run");
    assert.deepEqual(readdirSync(place("Approved", "")), [], "messages go with what they are about");

    renameSync(place("New"), place("Declined", "my own name"));
    assert.deepEqual((await done("run")).folders.decided, [{ job, decision: "decline" }]);
    assert.deepEqual(where(), ["Finished"]);
  });

  it("folders that everybody may write to decide nothing; strange files are left as they are", async () => {
    chmodSync(place("Approved", ""), 0o777);
    renameSync(place("New"), place("Approved"));
    assert.match((await ran("run")).stderr, /everybody may write .* chmod o-w/);
    assert.equal(await stateOf(), "New");
    chmodSync(place("Approved", ""), 0o755);
    writeFileSync(place("New", "notes.txt"), "buy tape\n");
    assert.match((await ran("scan")).stderr, /New\/notes\.txt: it is no job file/);
    assert.equal(readFileSync(place("New", "notes.txt"), "utf8"), "buy tape\n");
    rmSync(place("New", "notes.txt"));
    assert.equal(await stateOf(), "Approved", "the folder is nobody else's any more");
    await done("jobs", "cancel", String(job));
  });

  it("images that have another owner or group in OMERO than when they were asked for are not approved", async () => {
    const register = await openRegister(`sqlite:${join(site.folder, "register.db")}`);
    const set = (group_id: number) => register.updateTable("image").set({ group_id }).where("id", "=", image).execute();
    const row = await register.selectFrom("image").select("group_id").where("id", "=", image).executeTakeFirstOrThrow();
    await set(row.group_id + 1);
    renameSync(place("New"), place("Approved"));
    assert.match(
      (await ran("run")).stderr,
      /is ada's in group \d+ now, and was ada's in group \d+ when the job was made/,
    );
    assert.deepEqual(where(), ["New"]);
    await set(row.group_id);
    await register.destroy();
  });

  it("moved to Running or to Finished it decides nothing; moved to Approved it is archived by the same run", async () => {
    for (const to of ["Running", "Finished"]) {
      renameSync(place("New"), place(to));
      assert.match((await ran("run")).stderr, new RegExp(`is New, and can't be put into ${to}`));
      assert.deepEqual(where(), ["New"]);
    }
    renameSync(place("New"), place("Approved"));
    const { folders } = await done("run");
    assert.deepEqual(folders.decided, [{ job, decision: "approve" }]);
    assert.deepEqual(where(), ["Finished"]);
    assert.deepEqual(
      parseJobFile(readFileSync(place("Finished"), "utf8")).files.map(({ status }) => status),
      ["Finished"],
    );
    assert.deepEqual(digests(site.dataDir), original);
    assert.ok((await tagsOn(omero, image)).includes("ARCHIVED"));
    image = (await imagesNamed(omero, "stack%"))[0] as number;
  });

  it("a job in Error is restarted by being moved to Running", async () => {
    const { files } = parseJobFile(readFileSync(place("New"), "utf8"));
    const broken = files.find(({ path }) => path.endsWith("stack_1.ome.tiff"))?.path as string;
    const bytes = readFileSync(broken);
    writeFileSync(broken, Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]));
    renameSync(place("New"), place("Approved"));
    assert.equal((await ran("run")).code, 1);
    assert.deepEqual(where(), ["Error"]);
    const failed = parseJobFile(readFileSync(place("Error"), "utf8"));
    assert.match(failed.info.error ?? "", /is not what OMERO recorded/);
    assert.equal(failed.files.find(({ path }) => path === broken)?.status, "Error");
    writeFileSync(broken, bytes);
    renameSync(place("Error"), place("Running"));
    assert.deepEqual((await done("run")).folders.decided, [{ job, decision: "restart" }]);
    assert.deepEqual(where(), ["Finished"]);
    assert.deepEqual(digests(site.dataDir), original);
    image = (await imagesNamed(omero, "section-01"))[0] as number;
  });

  it("a file that is moved while a run is at work on its job decides nothing any more", async () => {
    await done("jobs", "approve", String(job));
    const config = await site.config("archiver");
    const running = site.start(config, ["run", "--limit", "700k"]);
    while ((await stateOf()) === "Approved") await new Promise((resolve) => setTimeout(resolve, 50));
    renameSync(place("Approved"), place("Declined"));
    const { code, stderr } = await running.ended;
    assert.equal(code, 1);
    assert.match(stderr, /is Finished, and can't be put into Declined/);
    assert.deepEqual(where(), ["Finished"]);
    assert.deepEqual(digests(site.dataDir), original);
    image = (await imagesNamed(omero, "a = b%"))[0] as number;
  });

  it("folders may be elsewhere, or nowhere", async () => {
    const config = await site.config("archiver", (text) =>
      text.replace("register.db", "other.db").replace("/records", "/other"),
    );
    assert.equal((await site.runWith(config, "scan")).code, 0, "a site whose folders are set apart");
    assert.equal(existsSync(join(site.folder, "other", "Job", "New")), true);
    const none = await site.config("archiver", (text) =>
      text.replace("/records", "/third\njobs: false\nrecords: false"),
    );
    assert.equal((await site.runWith(none, "scan")).code, 0);
    assert.equal(existsSync(join(site.folder, "third")), false, "a site that wants none has none");
  });
});
