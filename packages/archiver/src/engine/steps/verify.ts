import { recordedAlgorithm } from "../../disk/digests.js";
import { isCode } from "../../disk/errors.js";
import { type ReadBack, readBack } from "../../disk/read-back.js";
import { checkStoreFolder } from "../../stores/marker.js";
import { failurePoint } from "../failure-points.js";
import { checkUnchanged, placeOf } from "../originals.js";
import { anew, failed, Stop } from "../outcome.js";
import { type Bench, phase } from "../phase.js";
import { storePlace, throwAway } from "../store-files.js";
import type { FileTask } from "../task.js";

/**
 * Reads each copy back from its medium and compares; the original must still be what was copied. Where OMERO has no word on
 * its bytes the original is read a second time, so that one bad reading is not archived. (The design, steps 3 and 4)
 */
export const verify = phase(async (round, bench) => {
  const { folders, rules } = bench;
  checkStoreFolder(folders, rules.store);
  await round.each(async (task) => {
    try {
      checkUnchanged(placeOf(folders, task), task, 1);
      const back = await checkCopy(task, bench);
      if (!recordedAlgorithm(task.recorded)) await readOriginalAgain(task, bench);
      failurePoint("verify: read back");
      return { verifiedHow: back.how, verifiedAt: Date.now() };
    } catch (error) {
      if (error instanceof Stop && error.outcome.is === "anew") throwAway(folders, rules.store, task.evidence);
      throw error;
    }
  });
});

async function checkCopy({ evidence }: FileTask, { folders, rules, signals }: Bench): Promise<ReadBack> {
  const path = `${rules.store.root}/${evidence.storePath}`;
  let back: ReadBack;
  try {
    const { folder, name } = storePlace(folders, rules.store, evidence.storePath ?? "");
    back = await readBack(folder, name, ["sha256"], signals);
  } catch (error) {
    throw isCode(error, "ENOENT") ? anew(`its copy ${path} is not there any more`) : error;
  }
  if (back.bytes !== evidence.size || back.digests.sha256 !== evidence.digests?.sha256)
    throw anew(
      `its copy ${path} reads back as other bytes than were written: sha256 ${back.digests.sha256}, not ${evidence.digests?.sha256}`,
    );
  if (back.how === "cached" && rules.verification === "medium")
    throw failed(
      `its copy ${path} can't be read from a medium of its own, only through a cache; where that has to do, set verification: any`,
    );
  return back;
}

async function readOriginalAgain(task: FileTask, { folders, signals }: Bench): Promise<void> {
  const { folder, name } = placeOf(folders, task);
  const { digests } = await readBack(folder, name, ["sha256"], signals);
  if (digests.sha256 !== task.evidence.digests?.sha256)
    throw anew(
      `${task.path} reads differently each time: sha256 ${digests.sha256}, then ${task.evidence.digests?.sha256}`,
    );
}
