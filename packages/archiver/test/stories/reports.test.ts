import assert from "node:assert/strict";
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { OmeroClient } from "@omero-archiver/omero";
import type { ArchiveReportRow } from "#src/reports/archive-report.js";
import type { Discrepancy } from "#src/reports/integrity.js";
import type { Size } from "#src/reports/sizes.js";
import type { ChangedUsage, Usage } from "#src/reports/usage.js";
import type { UsageReport } from "#src/services/reports.js";
import { attachFile } from "./attach.js";
import { imagesNamed, originals } from "./look.js";
import { type Ran, Site } from "./site.js";

describe("reports on what is archived", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
    await archive("overview%");
    await archive("axon%");
    await asked("section-01");
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.run("archiver", ...words);
    assert.equal(ran.code, 0, `${words.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  async function asked(name: string): Promise<number[]> {
    await done("tag", `Image:${(await imagesNamed(omero, name)).join(",")}`);
    const { jobs } = (await done("scan")).json as { jobs: { jobId: number }[] };
    return jobs.map(({ jobId }) => jobId);
  }
  async function archive(name: string): Promise<void> {
    await done("jobs", "approve", ...(await asked(name)).map(String));
    await done("run");
  }
  const pathOf = (part: string) => originals(site.dataDir).find((path) => path.includes(part)) as string;
  const bytesBelow = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

  it("archive: by group and owner, with the records that are missing", async () => {
    const rows = async () => (await done("report", "archive")).json as ArchiveReportRow[];
    const [ada, ben] = (await rows()) as [ArchiveReportRow, ArchiveReportRow];
    assert.deepEqual([ada.group, ada.owner, ben.group, ben.owner], ["cell-biology", "ada", "neuroscience", "ben"]);
    assert.deepEqual(ada.inProcess, { images: 1, files: 1, bytes: statSync(pathOf("section-01")).size });
    assert.deepEqual(ada.archived, { images: 3, files: 1, bytes: statSync(pathOf("overview")).size });
    assert.deepEqual([ben.archived.images, ben.archived.files, ben.recordsMissing], [4, 7, 0]);
    const [record] = readdirSync(join(site.folder, "records", "Log"), { recursive: true, encoding: "utf8" }).filter(
      (name) => /Pixels.*\.ark$/.test(name),
    );
    unlinkSync(join(site.folder, "records", "Log", record as string));
    assert.equal((await rows())[1]?.recordsMissing, 1);
    const csv = await site.start(await site.config("archiver"), ["report", "archive", "--csv"], {}, false).ended;
    assert.match(csv.stdout, /^Group,Owner,/);
    assert.match(csv.stdout, new RegExp(`^cell-biology,ada,1,1,${ada.inProcess.bytes},3,1,`, "m"));
  });

  it("size: of the store by folders, and of paths from a list; a file with two names counts once, what is not there is named", async () => {
    const [whole] = (await done("report", "size")).json as [Size];
    assert.deepEqual([whole.path, whole.bytes], [site.store, bytesBelow(site.store)]);
    const folders = (await done("report", "size", "--depth", "1")).json as Size[];
    assert.equal(folders.at(-1)?.path, site.store);
    assert.equal(
      folders.slice(0, -1).reduce((sum, { bytes }) => sum + bytes, 0),
      whole.bytes,
    );
    const lists = join(site.folder, "lists");
    mkdirSync(lists);
    writeFileSync(join(lists, "one"), "12345");
    linkSync(join(lists, "one"), join(lists, "other name of one"));
    symlinkSync(site.store, join(lists, "link"));
    writeFileSync(join(site.folder, "list"), `${lists}\n${join(lists, "one")}\n${join(lists, "gone")}\n`);
    const ran = await site.run("archiver", "report", "size", "--from", join(site.folder, "list"));
    assert.equal(ran.code, 1);
    assert.equal(ran.stderr, `${join(lists, "gone")}: it is not there\n`);
    assert.deepEqual(
      (ran.json as Size[]).map(({ path, bytes }) => [path, bytes]),
      [
        [lists, 5],
        [join(lists, "one"), 0],
        ["all of them", 5],
      ],
    );
  });

  it("size: of an archived file that is named, that of its copy", async () => {
    const overview = pathOf("overview");
    assert.ok(readlinkSync(overview).startsWith(site.store));
    const [size] = (await done("report", "size", overview)).json as [Size];
    assert.deepEqual([size.files, size.bytes], [1, statSync(overview).size]);
  });

  const usage = async (...words: string[]) => (await done("report", "usage", ...words)).json as UsageReport;

  it("usage: original files, pixels of OMERO 4 by their dimensions, what is archived, and the room on the disks", async () => {
    const { rows, room } = await usage();
    const of = (user: string) => rows.find((row) => row.user === user) as ChangedUsage;
    const sizes = await omero.projection(
      "select f.id, f.size from OriginalFile f where f.details.owner.id = :id",
      { id: of("ada").userId as number },
      { group: "all" },
    );
    const { files, pixels, bytes, archived } = of("ada");
    assert.deepEqual(
      { files, pixels, bytes, archived },
      {
        files: sizes.reduce((sum, [, size]) => sum + Number(size ?? 0), 0),
        ...{ pixels: 0, bytes: files, archived: statSync(pathOf("overview")).size },
      },
    );
    const written = originals(site.dataDir).filter((path) => /\/Pixels\/(.*\/)?\d+$/.test(path));
    assert.equal(
      of("ben").pixels,
      written.reduce((sum, path) => sum + statSync(path).size, 0),
    );
    assert.ok(of("ben").pixels > 0);
    assert.deepEqual(
      room.map(({ path, free, size }) => [path, free <= size]),
      [
        [site.dataDir, true],
        [site.store, true],
      ],
    );
    const groups = (await usage("--by", "group")).rows;
    const both = (await usage("--by", "user-and-group")).rows;
    for (const split of [groups, both])
      assert.equal(
        split.reduce((sum, row) => sum + row.bytes, 0),
        rows.reduce((sum, row) => sum + row.bytes, 0),
      );
    assert.ok(groups.some(({ group, user }) => group === "neuroscience" && user === undefined));
    const user = await site.run("ada", "report", "usage");
    assert.match(user.stderr, /only administrators see what everybody uses/);
  });

  it("usage: what has changed since an earlier report, also of who is gone", async () => {
    const earlier = await usage();
    const file = join(site.folder, "earlier.json");
    const gone = { userId: 4711, user: "gone", files: 5, pixels: 0, bytes: 5, archived: 0 };
    writeFileSync(file, JSON.stringify({ ...earlier, rows: [...earlier.rows, gone] }));
    const [image] = (await imagesNamed(omero, "exercise")) as [number];
    await attachFile(site, "dora", image, "notes.txt", Buffer.from("observed"));
    const { rows, since } = await usage("--since", file);
    assert.equal(since, earlier.at);
    assert.deepEqual(
      rows.flatMap(({ user, change }) => (change === 0 ? [] : [[user, change]])),
      [
        ["dora", 8],
        ["gone", -5],
      ],
    );
    const other = await site.run("archiver", "report", "usage", "--by", "group", "--since", file);
    assert.deepEqual([other.code, /it is by user, and this one by group/.test(other.stderr)], [2, true]);
  });

  it("usage: quotas, in the prototype's format and in YAML", async () => {
    const { rows } = await usage();
    const [ada, ben] = ["ada", "ben"].map((name) => rows.find(({ user }) => user === name)) as [Usage, Usage];
    const old = join(site.folder, "quotas.txt");
    writeFileSync(
      old,
      `# ours\n[Groups]\nimaging:1gb\nnothing:0\n[users by id]\n${ada.userId}:ada:imaging # first\n${ben.userId}:ben:nothing\n`,
    );
    const yaml = join(site.folder, "quotas.yaml");
    writeFileSync(
      yaml,
      `groups:\n  imaging: { quota: 1GB, users: [${ada.userId}] }\n  nothing: { quota: 0, users: [${ben.userId}] }\n`,
    );
    const { quotas } = await usage("--quotas", old);
    assert.deepEqual((await usage("--quotas", yaml)).quotas, quotas);
    const all = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.deepEqual(quotas, [
      { group: "imaging", bytes: ada.bytes, quota: 2 ** 30, percent: Math.round((1_000 * ada.bytes) / 2 ** 30) / 10 },
      { group: "nothing", bytes: ben.bytes, quota: 0, percent: 0 },
      { group: "Unknown", bytes: all - ada.bytes - ben.bytes, quota: 0, percent: 0 },
    ]);
    const csv = await site.start(
      await site.config("archiver"),
      ["report", "usage", "--csv", "--quotas", old],
      {},
      false,
    ).ended;
    assert.match(csv.stdout, new RegExp(`^Quota of,Used,Quota,%\nimaging,${ada.bytes},${2 ** 30},`));
    writeFileSync(old, "[Groups]\nimaging:much\n");
    const bad = await site.run("archiver", "report", "usage", "--quotas", old);
    assert.deepEqual([bad.code, /line 2: "much" is no size/.test(bad.stderr)], [2, true]);
  });

  it("integrity: nothing to say of a sound site", async () => {
    assert.deepEqual((await done("report", "integrity")).json, []);
  });

  it("integrity: images, links and copies that are gone or are others, and links of which nobody knows", async () => {
    const overview = pathOf("overview");
    const [image] = await imagesNamed(omero, "overview [Series 2]");
    const pixels = originals(site.dataDir).filter((path) => path.includes("/Pixels/"));
    const [first, second, third] = pixels as [string, string, string];
    unlinkSync(readlinkSync(first)); // The copy has gone.
    truncateSync(readlinkSync(second), 7);
    unlinkSync(third); // The link has gone.
    const stray = join(site.dataDir, "Files", "nowhere");
    symlinkSync("/no/such/file", stray);
    const foreign = join(site.dataDir, "Files", "foreign");
    symlinkSync(join(site.store, "not", "ours"), foreign);
    const ada = await site.client("ada");
    const [row] = await ada.projection("select i.fileset.id from Image i where i.id = :image", {
      image: image as number,
    });
    await ada.delete({ Fileset: [Number(row?.[0])] }, { group: "all" });
    await ada.close();

    const ran = await site.run("archiver", "report", "integrity");
    const found = ran.json as Discrepancy[];
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, new RegExp(`^${found.length} thing\\(s\\) do not fit together`));
    const of = (path: string) => found.filter((one) => one.path === path).map(({ what }) => what);
    assert.match(of(overview).join(), new RegExp(`OMERO has no more: image .*${image}`));
    assert.match(of(first).join(), /its copy .* is gone/);
    assert.match(of(second).join(), /its copy .* has 7 bytes, not \d+/);
    assert.match(of(third).join(), /its link is gone: in its place is nothing/);
    assert.match(of(stray).join(), /a link to \/no\/such\/file, which leads nowhere/);
    assert.match(of(foreign).join(), /a link into the store, to not\/ours, of which the register knows nothing/);
    assert.equal(new Set(found.map(({ path }) => path)).size, 6, "and nothing else");
    const without = (await site.run("archiver", "report", "integrity", "--no-links")).json as Discrepancy[];
    assert.equal(new Set(without.map(({ path }) => path)).size, 4);
    for (const path of [stray, foreign]) rmSync(path);
  });

  it("integrity: nothing is said of files whose disk is not mounted, or to whom does not see all images", async () => {
    const user = await site.run("ada", "report", "integrity");
    assert.deepEqual([user.code, user.stdout], [1, ""]);
    assert.match(user.stderr, /only administrators see all images/);
    const marker = join(site.dataDir, ".omero-archiver", "data.json");
    renameSync(marker, `${marker}.away`);
    const unmounted = await site.run("archiver", "report", "integrity");
    renameSync(`${marker}.away`, marker);
    assert.deepEqual([unmounted.code, unmounted.stdout], [1, ""]);
    assert.match(unmounted.stderr, /does not carry the archiver's marker.*Is its disk mounted/);
  });
});
