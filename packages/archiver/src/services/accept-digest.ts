import type { OmeroClient } from "@omero-archiver/omero";
import type { Configuration } from "../config/configuration.js";
import { matchesRecorded, recordedAlgorithm } from "../disk/digests.js";
import { Folders, partsBelow } from "../disk/folders.js";
import { readBack } from "../disk/read-back.js";
import { Signals } from "../disk/signals.js";
import type { Digests } from "../domain/files.js";
import { topOf } from "../omero/paths.js";
import { accept, fileNamed } from "../register/accepted.js";
import type { RegisteredFile } from "../register/files.js";
import type { Register } from "../register/register.js";
import { checkIsAdmin } from "./administrator.js";

/** There is nothing to accept: no such file, or it has the digest that it should have. */
export class NothingToAccept extends Error {
  override readonly name = "NothingToAccept";
}

/** What was accepted: the file as it is now, and what was on record. */
export interface Accepted {
  readonly path: string;
  readonly sha256: string;
  readonly instead: string;
}

/**
 * An administrator says that a file which a site changed knowingly is right as it is now, although OMERO recorded another
 * digest. From now on it has to be as it is now.
 * @param name its key such as `managed:12`, or its path
 * @throws NotAllowed, NothingToAccept
 */
export async function acceptDigest(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  name: string,
  reason: string,
): Promise<Accepted> {
  const who = await checkIsAdmin(client, "accept digests");
  const file = await fileNamed(register, name);
  if (!file) throw new NothingToAccept(`no job has a file ${name}: give its key, such as managed:12, or its path`);
  if (file.step !== "online") throw new NothingToAccept(`${file.path} is ${file.step}: its bytes are settled already`);
  const digests = await digestsOf(config, file);
  if (!file.recorded || matchesRecorded(digests, file.recorded) !== false)
    throw new NothingToAccept(`${file.path} does not differ from what is on record`);
  const sha256 = digests.sha256 as string;
  const instead = `${file.recorded.algorithm} ${file.recorded.digest}`;
  await accept(register, file.key, sha256, { who, why: `${reason} (SHA-256 ${sha256} instead of ${instead})` });
  return { path: file.path, sha256, instead };
}

async function digestsOf(config: Configuration, { key, path, recorded }: RegisteredFile): Promise<Digests> {
  const folders = new Folders();
  try {
    const root = topOf(config.places, key);
    const { folders: parts, name } = partsBelow(root, path);
    const algorithm = recordedAlgorithm(recorded);
    const algorithms = [...new Set(["sha256" as const, ...(algorithm ? [algorithm] : [])])];
    return (await readBack(folders.at(root, parts), name, algorithms, new Signals())).digests;
  } finally {
    folders.close();
  }
}
