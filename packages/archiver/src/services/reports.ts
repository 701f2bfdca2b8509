import type { OmeroClient } from "@omero-archiver/omero";
import { type Configuration, ConfigurationError } from "../config/configuration.js";
import type { Register } from "../register/register.js";
import { type ArchiveReportRow, archiveReport } from "../reports/archive-report.js";
import { type ImageFile, imageFiles } from "../reports/image-files.js";
import { type Discrepancy, discrepancies } from "../reports/integrity.js";
import { type Quotas, type QuotaUse, quotaUse } from "../reports/quotas.js";
import { type Size, Sizes } from "../reports/sizes.js";
import {
  type ChangedUsage,
  changesSince,
  type EarlierReport,
  type Room,
  roomAt,
  type Splitting,
  usage,
} from "../reports/usage.js";
import { openStore } from "../stores/open.js";
import { checkIsAdmin } from "./administrator.js";
import { imagesNamed } from "./named-images.js";

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

/** What users or groups use, and on which disks there is room. */
export interface UsageReport {
  /** When it was asked; ISO 8601. */
  readonly at: string;
  readonly by: Splitting;
  /** When the earlier report was, from which changes are counted. */
  readonly since?: string;
  readonly rows: readonly ChangedUsage[];
  readonly quotas?: readonly QuotaUse[];
  readonly room: readonly Room[];
}

/** @throws NotAllowed for users who don't see everybody's files */
export async function reportUsage(
  client: OmeroClient,
  register: Register,
  { places, store }: Configuration,
  { by, since, quotas }: { readonly by: Splitting; readonly since?: EarlierReport; readonly quotas?: Quotas },
): Promise<UsageReport> {
  await checkIsAdmin(client, "see what everybody uses");
  const at = new Date().toISOString();
  const rows = await usage(client, register, by);
  return {
    ...{ at, by },
    ...(since ? { since: since.at } : {}),
    rows: since ? changesSince(rows, since) : rows,
    ...(quotas ? { quotas: quotaUse(quotas, rows) } : {}),
    room: roomAt([places.dataDir, ...(store ? [store.root] : [])]),
  };
}

/** The physical files of all images that words name; what is not there is told as `missing`. */
export async function* filesOfNamed(
  client: OmeroClient,
  config: Configuration,
  words: AsyncIterable<string>,
  missing: (object: string) => void,
): AsyncGenerator<ImageFile> {
  for await (const named of imagesNamed(client, words)) {
    named.missing.forEach(missing);
    yield* imageFiles(client, config.places, named.images);
  }
}
