import type { Configuration } from "../config/configuration.js";
import { recordedAlgorithm } from "../disk/digests.js";
import { type Algorithm, fileKeyText } from "../domain/files.js";
import { ownPathOf } from "../engine/store-files.js";
import type { FileTask, Rules } from "../engine/task.js";
import type { Work } from "../engine/work.js";
import { rootOf, topOf } from "../omero/paths.js";
import type { ClaimedFile } from "../register/claims.js";
import { copyPaths, ownersOfPaths } from "../register/copies.js";
import type { Register } from "../register/register.js";
import type { Store } from "../stores/store.js";

/** The rules of a site, for threads. */
export function rulesOf(config: Configuration, store: Store): Rules {
  return {
    store: store.folder,
    sameFileSystem: config.store?.sameFileSystem ?? "refuse",
    withoutHardLinks: config.withoutHardLinks,
    verification: store.vouches ? "any" : config.verification,
    hold: config.hold,
  };
}

/** What the engine is to do with claimed files. */
export async function workOn(
  register: Register,
  config: Configuration,
  store: Store,
  claimed: readonly ClaimedFile[],
): Promise<Work[]> {
  const { id } = store.folder;
  const earlier = await copyPaths(
    register,
    id,
    claimed.map((file) => file.key),
  );
  const owners = await ownersOfPaths(
    register,
    id,
    claimed.map((file) => store.placeOf(file.path)),
  );
  return claimed.map((file) => {
    const name = fileKeyText(file.key);
    const usual = store.placeOf(file.path);
    // OMERO may have given another file the path that an archived one had.
    const free = (owners.get(usual) ?? name) === name;
    const storePath = earlier.get(name) ?? (free ? usual : ownPathOf(file.key));
    return {
      step: file.step,
      ledger: file.ledger,
      task: {
        key: file.key,
        token: file.token,
        root: topOf(config.places, file.key),
        place: rootOf(config.places, file.key),
        path: file.path,
        size: file.size,
        ...(file.recorded ? { recorded: file.recorded } : {}),
        algorithms: algorithmsFor(file, store),
        storePath,
        replacesCopy: earlier.has(name),
        evidence: file.evidence,
      } satisfies FileTask,
    };
  });
}

function algorithmsFor({ recorded }: ClaimedFile, store: Store): Algorithm[] {
  const omero = recordedAlgorithm(recorded);
  return [...new Set<Algorithm>(["sha256", ...(omero ? [omero] : []), ...store.algorithms])];
}
