import type { OmeroClient } from "@omero-archiver/omero";
import { type Configuration, ConfigurationError } from "../config/configuration.js";
import type { Register } from "../register/register.js";
import { type ArchiveReportRow, archiveReport } from "../reports/archive-report.js";
import { type Discrepancy, discrepancies } from "../reports/integrity.js";
import { type Size, Sizes } from "../reports/sizes.js";
import { openStore } from "../stores/open.js";
import { checkIsAdmin } from "./administrator.js";

/** How much is in process and archived, by owner and group. */
export function reportArchive(register: Register, { records }: Configuration): Promise<ArchiveReportRow[]> {
  return archiveReport(register, records);
}

/**
 * What does not fit together between register, OMERO, links and copies.
 * @throws NotAllowed for users who don't see all images; StoreUnavailable, and Stop where a place of OMERO's is not mounted
 */
export async function* reportIntegrity(
  client: OmeroClient,
  register: Register,
  config: Configuration,
  links: boolean,
): AsyncGenerator<Discrepancy> {
  await checkIsAdmin(client, "see all images");
  yield* discrepancies(client, register, config.places, openStore(config.store), links);
}

/**
 * The sizes of what lies at paths, and, of several, their sum; without any, of the store.
 * @param depth how many levels of folders are told apart
 */
export async function* reportSizes(
  config: Configuration,
  paths: AsyncIterable<string>,
  depth: number,
  trouble: (path: string, cause: string) => void,
): AsyncGenerator<Size> {
  const sizes = new Sizes(trouble);
  let count = 0;
  for await (const path of paths) {
    count++;
    yield* sizes.of(path, depth);
  }
  if (count > 1) yield { path: "all of them", folder: true, ...sizes.total };
  if (count > 0) return;
  if (!config.store) throw new ConfigurationError("no store is configured: name paths, or set store");
  yield* sizes.of(config.store.root, depth);
}
