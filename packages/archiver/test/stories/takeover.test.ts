import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import type { ExperimenterId, ImageId } from "#src/domain/ids.js";
import type { StateTag } from "#src/domain/tags.js";
import { annotationLinks, stateTag } from "#src/omero/tags.js";
import { recordPath } from "#src/records/ark.js";
import { parseJobFile } from "#src/records/job-file.js";
import { archivedFlag, digests, imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { Site } from "./site.js";

interface Taken {
  readonly archived: { readonly files: number };
  readonly copied: number;
  readonly online: number;
  readonly jobs: readonly { readonly from: string; readonly as: string; readonly jobId?: number }[];
  readonly untrusted: readonly string[];
}

/** Seconds as the prototype writes them; any time will do. */
const THEN = "Mon Nov 28 15:59:57 2016";

describe("a site that is moved over from the prototype in mid-job", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  let original: Map<string, string>;
  let damaged = "";
  let inDoubt = 0;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    original = digests(site.dataDir);
    await leaveBehind();
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const archive = () => join(site.folder, "records");
  const pathOf = (part: string) => originals(site.dataDir).find((path) => path.includes(part)) as string;
  const copyOf = (path: string) => join(site.store, path);
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };

  /** A file as the prototype leaves it: its copy, its record, and maybe its link. */
  function leave(path: string, image: number, copy: Buffer, state: { link: boolean; digests: boolean }): void {
    const bytes = readFileSync(path);
    const hash = (name: string) => createHash(name).update(bytes).digest("hex");
    put(copyOf(path), copy);
    put(
      join(archive(), "Log", recordPath(path)),
      `[Source]\nimage = ${image}\npath = ${path}\nbytes = ${bytes.length}\n\n[File Archiver]\n${
        state.digests ? `md5 = ${hash("md5")}\nsha256 = ${hash("sha256")}\nsize = ${bytes.length}\n` : ""
      }path = ${copyOf(path)}\n${state.digests ? `copied = ${THEN}\ntimestamp = 1480348797.5\narchived = ${THEN}\n` : ""}`,
    );
    if (!state.link) return;
    rmSync(path);
    symlinkSync(copyOf(path), path);
  }

  async function tag(user: string, images: readonly number[], name: StateTag): Promise<void> {
    const owner = await site.client(user);
    const { userId, userName } = await owner.whoAmI();
    const [row] = await owner.projection(
      "select i.id, i.details.group.id from Image i where i.id = :id",
      { id: images[0] as number },
      { group: "all" },
    );
    const tag = stateTag(name, { id: userId as ExperimenterId, omeName: userName });
    await owner.saveAll(annotationLinks(images as ImageId[], tag), { group: Number(row?.[1]) });
    await owner.close();
  }

  async function job(
    folder: string,
    user: string,
    images: readonly number[],
    files: Readonly<Record<string, string>>,
    userId?: number,
  ): Promise<void> {
    const [row] = await omero.projection(
      "select i.id, i.details.owner.id, i.details.group.id from Image i where i.id = :id",
      { id: images[0] as number },
      { group: "all" },
    );
    const text = [
      `[Info]\nuser id = ${userId ?? row?.[1]}\nomename = ${user}\ngroup id = ${row?.[2]}\nowner id = ${row?.[1]}\nowner omename = ${user}`,
      `email = None\ncreated = ${THEN}\nstatus = ${folder}\nexpiry = 2036-11-28\ndescription = 100 % done\ntotal bytes = 70\ntotal size = 70 Bytes\n`,
      `[Images]\n${images.map((id) => `/P/D/a = b (1) (${id}) = True\n`).join("")}`,
      `[Files]\n${Object.entries(files)
        .map(([path, status]) => `${path} = ${status}\n`)
        .join("")}`,
    ].join("\n");
    put(join(archive(), "Job", folder, `20161128_155957.${images[0]}`), text);
  }

  async function leaveBehind(): Promise<void> {
    for (const folder of ["New", "Approved", "Declined", "Running", "Error", "Finished"])
      mkdirSync(join(archive(), "Job", folder), { recursive: true });
    const ids = (pattern: string) => imagesNamed(omero, pattern);
    const overview = await ids("overview%");
    const whole = pathOf("overview");
    leave(whole, overview[0] as number, readFileSync(whole), { link: true, digests: true });
    await tag("ada", overview, "ARCHIVED");
    await job("Finished", "ada", overview, { [whole]: "Finished" });

    const stack = await ids("stack%");
    const [one, two, companion] = [pathOf("stack_1"), pathOf("stack_2"), pathOf("stack.companion")];
    leave(one, stack[0] as number, readFileSync(one), { link: true, digests: true });
    leave(two, stack[0] as number, readFileSync(two).subarray(0, 100), { link: false, digests: false });
    const bad = readFileSync(companion);
    bad[0] = (bad[0] ?? 0) ^ 1;
    leave(companion, stack[0] as number, bad, { link: false, digests: true });
    await tag("ada", stack, "ARCHIVED");
    await job("Running", "ada", stack, { [one]: "Finished", [two]: "Error", [companion]: "Running" });

    const odd = await ids("a = b%");
    damaged = pathOf("Zellkern");
    const spoilt = readFileSync(damaged);
    spoilt[7] = (spoilt[7] ?? 0) ^ 1;
    leave(damaged, odd[0] as number, spoilt, { link: true, digests: true });
    await tag("ada", odd, "ARCHIVED");
    await job("Finished", "ada", odd, { [damaged]: "Finished" });

    const axon = await ids("axon%");
    await tag("ben", axon, "ARCHIVE-PENDING");
    await job("New", "ben", axon, {});
    const section = await ids("section-01");
    await tag("ada", section, "ARCHIVE-PENDING");
    await job("Declined", "ada", section, {});
    const exercise = await ids("exercise");
    await tag("dora", exercise, "ARCHIVE-PENDING");
    await job("Approved", "dora", exercise, { "/etc/passwd": "Running" }, 0);
    put(join(archive(), "Job", "Approved", "notes"), "not a job");
    put(join(archive(), "archived_register"), `${whole}\n${two}\n/OMERO/gone\n`);
  }

  const run = (...words: string[]) => site.run("archiver", ...words);
  const as = (taken: Taken, pattern: RegExp) => taken.jobs.find(({ from }) => pattern.test(from))?.as;

  it("is refused while one of the prototype's scripts runs; a PID file that was left behind is no hindrance", async () => {
    const name = "process_archive_images.py";
    const script = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", name], { stdio: "ignore" });
    put(join(archive(), "Job", `${name}.pid`), `${script.pid}\n`);
    try {
      const refused = await run("register", "import-prototype", "--dry-run");
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /process_archive_images\.py is running \(process \d+/);
    } finally {
      script.kill("SIGKILL");
      await new Promise((resolve) => script.once("exit", resolve));
    }
  });

  it("a dry run says what would be done and what can't be trusted, and changes nothing", async () => {
    const before = digests(site.dataDir);
    const dry = await run("register", "import-prototype", "--dry-run");
    const taken = dry.json as Taken;
    assert.equal(dry.code, 1, "there is something that can't be trusted");
    assert.equal(taken.archived.files, 2);
    assert.equal(taken.copied, 1);
    assert.match(dry.stderr, /Zellkern.*its copy .* is not what its record says/);
    assert.match(dry.stderr, /stack_2.* is not archived, although the register file/);
    assert.match(dry.stderr, /names 1 path\(s\) that no image here needs: \/OMERO\/gone/);
    assert.match(dry.stderr, /does not agree with OMERO.*approved anew/);
    assert.match(dry.stderr, /Approved\/notes is no job file/);
    assert.deepEqual(
      [as(taken, /^New/), as(taken, /^Declined/), as(taken, /^Running/), as(taken, /^Approved/), as(taken, /^tags/)],
      ["New", "Declined", "Approved", "New", "New"],
    );
    assert.deepEqual((await run("jobs", "list")).json, []);
    assert.deepEqual(digests(site.dataDir), before);
  });

  it("is taken over: ARCHIVED is only what is safe; twice makes no difference", async () => {
    const taken = (await run("register", "import-prototype")).json as Taken;
    inDoubt = taken.jobs.find(({ from }) => from === "tags")?.jobId as number;
    const jobs = (await run("jobs", "list")).json as { id: number; state: string }[];
    await run("register", "import-prototype");
    assert.deepEqual((await run("jobs", "list")).json, jobs);
    for (const id of await imagesNamed(omero, "overview%")) {
      assert.deepEqual(await tagsOn(omero, id), ["ARCHIVED"]);
      assert.equal(await archivedFlag(omero, id), true);
    }
    for (const pattern of ["stack%", "a = b%", "axon%", "exercise"])
      for (const id of await imagesNamed(omero, pattern))
        assert.deepEqual(await tagsOn(omero, id), ["ARCHIVE-PENDING"], pattern);
    for (const id of await imagesNamed(omero, "section-01")) assert.deepEqual(await tagsOn(omero, id), []);
    assert.equal(readdirSync(join(archive(), "Job", "Declined")).length, 0);
    const [axon] = readdirSync(join(archive(), "Job", "New")).filter((name) => name.startsWith("20161128"));
    assert.equal(
      parseJobFile(readFileSync(join(archive(), "Job", "New", axon as string), "utf8")).info.notes.get("description"),
      "100 % done",
    );
  });

  it("the next run finishes the job: bad copies are made anew, no byte is lost", async () => {
    const ran = await run("run");
    assert.match(ran.stderr, /Approved\/notes/);
    for (const part of ["stack_1", "stack_2", "stack.companion"]) {
      const path = pathOf(part);
      assert.ok(isLink(path), part);
      assert.equal(createHash("sha256").update(readFileSync(path)).digest("hex"), original.get(path), part);
      const copy = createHash("sha256")
        .update(readFileSync(copyOf(path)))
        .digest("hex");
      assert.equal(copy, original.get(path), `${part}: the bad copy was replaced`);
    }
    for (const id of await imagesNamed(omero, "stack%")) {
      assert.deepEqual(await tagsOn(omero, id), ["ARCHIVED"]);
      assert.equal(await archivedFlag(omero, id), true);
    }
    assert.ok(isLink(damaged), "what is in doubt is left as it is");
    const now = digests(site.dataDir);
    now.delete(damaged);
    const then = new Map(original);
    then.delete(damaged);
    assert.deepEqual(now, then);
  });

  it("what is in doubt stays pending, however often it is tried", async () => {
    await run("jobs", "approve", String(inDoubt));
    const { state } = (await run("jobs", "show", String(inDoubt))).json as { state: string };
    assert.equal(state, "Error", "nothing can be worked on");
    await run("jobs", "restart", String(inDoubt));
    const ran = await run("run");
    assert.match(
      ran.stderr,
      /Zellkern.* is a link already, and its copy .* is not known to be good: put the file back/,
    );
    const [odd] = await imagesNamed(omero, "a = b%");
    assert.deepEqual(await tagsOn(omero, odd as number), ["ARCHIVE-PENDING"]);
  });

  it("a register that was lost is made anew from records, folders and tags; images come back by it", async () => {
    for (const name of readdirSync(site.folder)) if (name.startsWith("register.db")) rmSync(join(site.folder, name));
    const rebuilt = (await run("register", "rebuild")).json as Taken;
    assert.equal(rebuilt.archived.files, 4);
    assert.equal(as(rebuilt, /^New/), "New");
    const [image] = await imagesNamed(omero, "stack%");
    const restored = await site.run("ada", "restore", `Image:${image}`);
    assert.equal((restored.json as { done: number }).done, 3, restored.stderr);
    for (const part of ["stack_1", "stack_2", "stack.companion"]) {
      const path = pathOf(part);
      assert.ok(!isLink(path));
      assert.equal(createHash("sha256").update(readFileSync(path)).digest("hex"), original.get(path));
    }
    assert.equal(await archivedFlag(omero, image as number), false, "as it was before it was archived");
  });

  it("a file that the prototype left without a link is named, with where its copy is", async () => {
    const path = pathOf("overview");
    rmSync(path);
    for (const name of readdirSync(site.folder)) if (name.startsWith("register.db")) rmSync(join(site.folder, name));
    const { stderr } = await run("register", "rebuild", "--dry-run");
    assert.match(stderr, /overview.* is gone without a link in its place; what may be its copy is /);
    assert.ok(existsSync(copyOf(path)));
    renameSync(copyOf(path), `${copyOf(path)}.aside`);
    assert.match((await run("register", "rebuild", "--dry-run")).stderr, /neither it, nor a link, nor a copy/);
  });
});
