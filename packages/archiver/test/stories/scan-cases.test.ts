import assert from "node:assert/strict";
import { linkSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { attach, created, type OmeroClient, rint, rstring, rtime, unloaded, unwrap } from "@omero-archiver/omero";
import { readConfiguration } from "#src/config/configuration.js";
import type { ExperimenterId, ImageId } from "#src/domain/ids.js";
import { scan } from "#src/omero/scan.js";
import { annotationLinks, mapAnnotation, stateTag, tagLinks } from "#src/omero/tags.js";
import type { ScanResult } from "#src/services/scan.js";
import { imagesNamed, isLink, originals, tagsOn } from "./look.js";
import { type Ran, Site } from "./site.js";

describe("scanning: what becomes a job, and what is reported instead", { timeout: 300_000 }, () => {
  let site: Site;
  let omero: OmeroClient;
  before(async () => {
    site = await Site.open();
    omero = await site.client("archiver");
  });
  after(async () => {
    await omero?.close();
    await site?.close();
  });
  const imageNamed = async (name: string) => ((await imagesNamed(omero, name)) as [number])[0] as ImageId;
  async function as<T>(user: string, work: (client: OmeroClient) => Promise<T>): Promise<T> {
    const client = await site.client(user);
    return work(client).finally(() => client.close());
  }
  async function groupOf(image: number): Promise<number> {
    const [row] = await omero.projection(
      "select i.id, i.details.group.id from Image i where i.id = :image",
      { image },
      { group: "all" },
    );
    return Number(row?.[1]);
  }
  const personNamed = async (omeName: string) => {
    const [row] = await omero.projection("select e.id from Experimenter e where e.omeName = :omeName", { omeName });
    return { id: Number(row?.[0]) as ExperimenterId, omeName };
  };
  /** Hangs on an image what somebody writes by hand. */
  const hang = async (user: string, image: ImageId, tag: ReturnType<typeof stateTag>) => {
    const group = await groupOf(image);
    await as(user, (client) => client.saveAll(annotationLinks([image], tag), { group }));
  };
  const takeOff = (user: string, image: ImageId) =>
    as(user, async (client) => {
      const links = await client.projection(
        "select l.id from ImageAnnotationLink l where l.parent.id = :image and l.details.owner.id = :id",
        { image, id: (await personNamed(user)).id },
        { group: "all" },
      );
      await client.delete({ ImageAnnotationLink: links.map(([id]) => Number(id)) }, { group: "all" });
    });
  async function refusedFor(image: ImageId): Promise<string> {
    const ran = await site.run("archiver", "scan");
    const { jobs, refused } = ran.json as ScanResult;
    assert.deepEqual(jobs, [], "no job");
    assert.equal(ran.code, 1);
    assert.ok(ran.stderr.includes(`Image:${image}: no job is made of this request`), ran.stderr);
    return refused.find((one) => one.image === image)?.why ?? "";
  }
  const done = async (...words: string[]): Promise<Ran> => {
    const ran = await site.run("archiver", ...words);
    assert.equal(ran.code, 0, ran.stderr);
    return ran;
  };

  it("a tag in another namespace, or without one", async () => {
    const image = await imageNamed("section-01");
    const tag = {
      ...stateTag("TO-ARCHIVE", await personNamed("ada")),
      ns: { $type: "::omero::RString", val: "mine" },
    } as const;
    await hang("ada", image, tag);
    assert.match(await refusedFor(image), /in the namespace "mine", not in "archiving"/);
    await takeOff("ada", image);
    assert.deepEqual(((await done("scan")).json as ScanResult).jobs, []);
  });

  it("a tag that another has hung on the image, where the group lets members annotate", async () => {
    const image = await imageNamed("plate-7 [Well A1]");
    await hang("ada", image, stateTag("TO-ARCHIVE", await personNamed("chen")));
    assert.match(await refusedFor(image), /was set by user \d+, not as the image's owner, user \d+/);
    await takeOff("ada", image);
  });

  it("an asker who is claimed without the right, is gone, or whose name is not in the tag", async () => {
    const image = await imageNamed("section-01");
    await hang("ada", image, stateTag("TO-ARCHIVE", await personNamed("ben")));
    assert.match(await refusedFor(image), /ben may not ask for image \d+ of ada in cell-biology/);
    await takeOff("ada", image);
    await hang("ada", image, stateTag("TO-ARCHIVE", { id: 9_999 as ExperimenterId, omeName: "ghost" }));
    assert.match(await refusedFor(image), /ghost \(user 9999\), is not known to OMERO any more/);
    await takeOff("ada", image);
    await hang("ada", image, mapAnnotation("TO-ARCHIVE", "by hand", [["TO-ARCHIVE", "True"]]));
    const { jobs } = (await done("scan", "--dry-run")).json as ScanResult;
    assert.deepEqual(
      jobs.map(({ asker, images }) => [asker.omeName, images]),
      [["ada", [image]]],
      "then it was the owner",
    );
    await takeOff("ada", image);
  });

  it("files shared with another owner's image: only by who may ask for both; each is tagged as its owner's", async () => {
    const doras = await imageNamed("exercise");
    const group = await groupOf(doras);
    const [row] = await omero.projection(
      "select e.originalFile.id from FilesetEntry e join e.fileset s join s.images i where i.id = :doras",
      { doras },
      { group: "all" },
    );
    const chens = await as("chen", (chen) => imageWith(chen, group, Number(row?.[0])));
    await done("tag", `Image:${chens}`);
    assert.equal((await site.run("chen", "untag", `Image:${chens}`)).code, 0);
    assert.equal((await site.run("chen", "tag", `Image:${chens}`)).code, 0);
    assert.match(
      await refusedFor(chens),
      /shares files with image \d+ of dora in teaching, for which chen may not ask; an administrator or an owner of that group has to/,
    );
    // Dora owns the group.
    assert.equal((await site.run("dora", "tag", `Image:${doras}`)).code, 0);
    const { jobs } = (await done("scan")).json as ScanResult;
    assert.deepEqual(
      jobs.map(({ asker, images }) => [asker.omeName, [...images].sort()]),
      [["dora", [doras, chens].sort()]],
    );
    await done("jobs", "approve", String(jobs[0]?.jobId));
    await done("run");
    for (const [image, owner] of [
      [doras, "dora"],
      [chens, "chen"],
    ] as const) {
      const links = (await tagLinks(omero, [image])).get(image) ?? [];
      const archived = links.find(({ name }) => name === "ARCHIVED");
      assert.equal(archived?.ownerId, (await personNamed(owner)).id, owner);
    }
  });

  it("hard links: archiving would free nothing, so nothing is archived", async () => {
    const image = await imageNamed("a = b%");
    const path = originals(site.dataDir).find((name) => name.includes("Zellkern")) as string;
    linkSync(path, join(site.folder, "elsewhere-too"));
    await done("tag", `Image:${image}`);
    const { jobs } = (await done("scan")).json as ScanResult;
    await done("jobs", "approve", ...jobs.map(({ jobId }) => String(jobId)));
    await done("run");
    const { state, files } = (await done("jobs", "show", String(jobs[0]?.jobId))).json as {
      state: string;
      files: { path: string; condition: { is: string; reason: string } }[];
    };
    assert.equal(state, "Finished");
    assert.deepEqual(
      files.map(({ path, condition }) => [path, condition.is]),
      [[path, "ignored"]],
    );
    assert.match(files[0]?.condition.reason ?? "", /hard link.*would free nothing/);
    assert.ok(!isLink(path));
  });

  it("a large request becomes several jobs, and what shares files stays together", async () => {
    const names = ["overview%", "stack%"];
    const images = (await Promise.all(names.map((name) => imagesNamed(omero, name)))).flat();
    await done("tag", `Image:${images.join(",")}`);
    const found = [];
    const { places } = readConfiguration(await site.config("archiver"));
    for await (const { drafts } of scan(omero, places, { imagesInJob: 2 })) found.push(...drafts);
    assert.deepEqual(
      found.map((draft) => draft.images.map(({ name }) => name.split(" ")[0])),
      [
        ["overview", "overview", "overview"],
        ["stack", "stack"],
      ],
    );
  });

  it("tags stay where they are with --keep-tag", async () => {
    const image = await imageNamed("section-01");
    await done("tag", `Image:${image}`);
    await done("scan", "--keep-tag");
    assert.deepEqual(await tagsOn(omero, image), ["ARCHIVE NOTE", "ARCHIVE-PENDING", "TO-ARCHIVE"]);
    const again = (await done("scan", "--keep-tag")).json as ScanResult;
    assert.deepEqual(
      again.jobs.map(({ jobId }) => jobId),
      [undefined],
      "nothing new",
    );
  });
});

/** An image whose pixels name a file that is there already, as it is where OMERO 4's images share one. */
async function imageWith(client: OmeroClient, group: number, file: number): Promise<ImageId> {
  const enumeration = (type: string, value: string) => client.types.getEnumeration(type, value) as never;
  const pixels = created("Pixels", {
    ...{ sizeX: rint(4), sizeY: rint(4), sizeZ: rint(1), sizeC: rint(1), sizeT: rint(1), sha1: rstring("Pending...") },
    pixelsType: await enumeration("PixelsType", "uint8"),
    dimensionOrder: await enumeration("DimensionOrder", "XYZCT"),
  });
  const image = created("Image", { name: rstring("shared"), acquisitionDate: rtime(0) });
  const saved = await client.save(attach(image, "pixels", [pixels], "image"), { group });
  const child = unloaded("Pixels", Number(unwrap(saved.pixelsSeq?.[0]?.id)));
  await client.save(created("PixelsOriginalFileMap", { parent: unloaded("OriginalFile", file), child }), { group });
  return Number(unwrap(saved.id)) as ImageId;
}
