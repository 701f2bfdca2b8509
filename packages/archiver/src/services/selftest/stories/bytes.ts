import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageId, JobId } from "../../../domain/ids.js";
import { askFor } from "../../../omero/request.js";
import { isStateTag, tagLinks } from "../../../omero/tags.js";
import { recordPath } from "../../../records/ark.js";
import type { Register } from "../../../register/register.js";
import { decideOnJobs } from "../../decide.js";
import { planRestore, startRestore } from "../../restore.js";
import { type RunResult, run } from "../../run.js";
import { scanForJobs } from "../../scan.js";
import { imageStatus } from "../../status.js";
import { makeStore } from "../../store.js";
import { expect, type Step, Unexpected } from "../checks.js";
import { type GivenFile, type SmallImage, sha256 } from "../images.js";
import type { OwnPlaces } from "../own-places.js";
import type { World } from "../world.js";

/** A whole job on a selftest's own images, there and back. */
export function bytesStory(
  world: World,
  register: Register,
  places: OwnPlaces,
  images: readonly SmallImage[],
  signal: AbortSignal,
): Step[] {
  const { admin } = world;
  const { config } = places;
  const ids = images.map(({ id }) => id);
  const files = [...new Map(images.flatMap((image) => image.files.map((file) => [pathOf(file), file]))).values()];
  const jobs: JobId[] = [];

  function pathOf(file: GivenFile): string {
    return file.path(config.places);
  }
  /** Each of OMERO's paths yields what was given to OMERO. */
  const sameBytes = () => {
    for (const file of files) expect(`sha256 of ${pathOf(file)}`, sha256(readFileSync(pathOf(file))), file.sha256);
  };
  const readByOmero = async () => {
    for (const file of files)
      expect(`sha256 of what OMERO reads of ${pathOf(file)}`, sha256(await file.read(admin)), file.sha256);
  };
  const links = () => files.filter((file) => lstatSync(pathOf(file)).isSymbolicLink()).length;
  const shown = async () => {
    const status = await imageStatus(admin, register, ids);
    return status.map(({ tags, archived }) => [tags.join(" "), archived]);
  };
  const wholeRun = async () => whole(await run(admin, register, config, { signal, anyTime: true }));

  return [
    ["every file lies where it has to, with the bytes that OMERO was given", async () => sameBytes()],
    [
      "the store can be made",
      async () => {
        places.note();
        await makeStore(register, config);
      },
    ],
    [
      "requests in every kind of group become jobs, as files in the folder New",
      async () => {
        const asked = await askFor(admin, ids, { expiry: "1", description: "selftest" });
        expect("images asked for", asked.new.length, ids.length);
        const scanned = await scanForJobs(admin, register, config, { groups: world.groupIds });
        for (const { image, why } of scanned.refused) throw new Unexpected(`Image:${image}: ${why}`);
        for (const { jobId, refusedFor } of scanned.jobs) {
          if (jobId === undefined) throw new Unexpected(refusedFor ?? "a request became no job");
          jobs.push(jobId);
        }
        expect("complaints about job folders", scanned.folders?.complaints, []);
        expect("images of the jobs", scanned.jobs.flatMap(({ images }) => images).length, ids.length);
        for (const one of await shown()) expect("an image shows", one, ["ARCHIVE-PENDING", false]);
      },
    ],
    [
      "approved, every file is copied, verified and replaced by a link",
      async () => {
        const { folders } = await decideOnJobs(admin, register, config, jobs, "approve", "selftest");
        expect("complaints about job folders", folders.complaints, []);
        expect("files done", (await wholeRun()).archived, files.length);
        expect("links", links(), files.length);
      },
    ],
    ["OMERO's paths yield the same bytes", async () => sameBytes()],
    ["OMERO itself reads the same bytes through the links", readByOmero],
    [
      "the images show ARCHIVED, and Image.archived is set",
      async () => {
        for (const one of await shown()) expect("an image shows", one, ["ARCHIVED", true]);
      },
    ],
    [
      "a record of each file is written",
      async () => {
        for (const file of files) {
          const record = join(String(config.records), recordPath(pathOf(file)));
          if (!readFileSync(record, "utf8").includes(file.sha256))
            throw new Unexpected(`${record} does not hold the digest of ${pathOf(file)}`);
        }
      },
    ],
    [
      "restored, every file is a file again, with the same bytes",
      async () => {
        const { draft } = await planRestore(admin, register, ids as ImageId[]);
        if (!draft) throw new Unexpected("the register knows of nothing to restore");
        await startRestore(register, draft);
        expect("files done", (await wholeRun()).restored, files.length);
        expect("links", links(), 0);
        sameBytes();
        await readByOmero();
      },
    ],
    [
      "the images show no tag, and Image.archived is as it was",
      async () => {
        for (const one of await shown()) expect("an image shows", one, ["", false]);
        const left = [...(await tagLinks(admin, ids)).values()].flat().filter(({ name }) => isStateTag(name));
        expect("state tags", left.length, 0);
      },
    ],
  ];
}

/** @throws Unexpected for the first that went wrong in a run */
function whole(result: RunResult): RunResult {
  const [failed] = result.failed;
  const [passed] = result.passedOver;
  const [untold] = result.told.failed;
  const trouble =
    result.brokenOff ??
    failed?.cause ??
    (passed && `${passed.path}: ${passed.cause}`) ??
    (untold && `Image:${untold.image}: ${untold.cause}`) ??
    result.recorded.trouble;
  if (trouble !== undefined) throw new Unexpected(trouble);
  return result;
}
