import { type Insertable, type Selectable, sql, type Transaction } from "kysely";
import {
  ACCEPTED,
  type Evidence,
  type FileCondition,
  type FileKey,
  type FileStep,
  fileKeyText,
  parseFileKey,
  type RecordedDigest,
} from "../domain/files.js";
import type { ImageId, JobId } from "../domain/ids.js";
import type { DraftFile, DraftImage } from "../domain/jobs.js";
import { chunks } from "./chunks.js";
import { imagesById } from "./images.js";
import { insertAll, keep } from "./insert-all.js";
import type { Page } from "./page.js";
import type { Register } from "./register.js";
import type { FileTable, Tables } from "./tables.js";

/** A file as the register knows it. */
export interface RegisteredFile {
  readonly key: FileKey;
  readonly path: string;
  readonly size: number;
  readonly recorded?: RecordedDigest;
  readonly step: FileStep;
  readonly condition: FileCondition;
  readonly evidence: Evidence;
  /** The job that holds it, while one does. */
  readonly jobId?: JobId;
}

export function registeredFile(row: Selectable<FileTable>): RegisteredFile {
  return {
    key: parseFileKey(row.key),
    path: row.path,
    size: row.size,
    ...recordedOf(row),
    step: row.step,
    condition: conditionOf(row),
    evidence: JSON.parse(row.evidence) as Evidence,
    ...(row.job_id === null ? {} : { jobId: row.job_id as JobId }),
  };
}

/** What an administrator accepted counts, else OMERO's word. */
function recordedOf(row: Selectable<FileTable>): { recorded?: RecordedDigest } {
  const { accepted_sha256: accepted, recorded_algorithm: algorithm, recorded_digest: digest } = row;
  if (accepted !== null) return { recorded: { algorithm: ACCEPTED, digest: accepted } };
  return algorithm === null || digest === null ? {} : { recorded: { algorithm, digest } };
}

function conditionOf(row: Selectable<FileTable>): FileCondition {
  switch (row.condition) {
    case "failed":
      return { is: "failed", cause: row.cause ?? "" };
    case "ignored":
      return { is: "ignored", reason: row.cause ?? "" };
    default:
      return { is: row.condition };
  }
}

/** A condition as the table has it. */
export function conditionColumns(condition: FileCondition): Pick<Selectable<FileTable>, "condition" | "cause"> {
  const cause = condition.is === "failed" ? condition.cause : condition.is === "ignored" ? condition.reason : null;
  return { condition: condition.is, cause };
}

/** The row of a file that is new to the register, and that nobody works on. */
export function newFileRow(file: DraftFile): Insertable<FileTable> {
  return {
    key: fileKeyText(file.key),
    kind: file.key.kind,
    path: file.path,
    size: file.size,
    recorded_algorithm: file.recorded?.algorithm ?? null,
    recorded_digest: file.recorded?.digest ?? null,
    step: "online",
    ...conditionColumns(file.condition),
    evidence: "{}",
    queued: 0,
    claim_token: 0,
    lease_until: 0,
  };
}

/** Notes which images need files. */
export async function linkToImages(
  db: Transaction<Tables>,
  files: readonly Pick<DraftFile, "key" | "images">[],
): Promise<void> {
  for (const chunk of chunks(files)) {
    const links = chunk.flatMap(({ key, images }) =>
      images.map((image) => ({ file: fileKeyText(key), image_id: image })),
    );
    await insertAll(db, "file_image", links, (link) => link, keep);
  }
}

/** The files of a job, by key; all of them, or a page. */
export async function filesOfJob(register: Register, jobId: JobId, page: Page<string> = {}): Promise<RegisteredFile[]> {
  // The page first: a plan that begins with all files finds those of the last job late.
  const rows = await register
    .selectFrom((e) => {
      let keys = e.selectFrom("job_file").select("file").where("job_id", "=", jobId).orderBy("file");
      if (page.after !== undefined) keys = keys.where("file", ">", page.after);
      if (page.limit !== undefined) keys = keys.limit(page.limit);
      return keys.as("page");
    })
    .innerJoin("file", "file.key", "page.file")
    .selectAll("file")
    .orderBy("page.file")
    .execute();
  return rows.map(registeredFile);
}

/** The files of a job by key, a page at a time. */
export async function* pagesOfFiles(register: Register, jobId: JobId): AsyncGenerator<RegisteredFile[]> {
  for (let after = ""; ; ) {
    const page = await filesOfJob(register, jobId, { after, limit: 10_000 });
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = fileKeyText(last.key);
  }
}

/** The files of a job that have failed and wait for somebody, by key. */
export async function failedFilesOfJob(
  register: Register,
  jobId: JobId,
  page: Page<string> = {},
): Promise<RegisteredFile[]> {
  let query = register
    .selectFrom("file")
    .selectAll()
    .where("job_id", "=", jobId)
    .where(sql<boolean>`"condition" = 'failed'`)
    .orderBy("key");
  if (page.after !== undefined) query = query.where("key", ">", page.after);
  if (page.limit !== undefined) query = query.limit(page.limit);
  return (await query.execute()).map(registeredFile);
}

/** The files of an image, by path. */
export async function filesOfImage(register: Register, imageId: ImageId): Promise<RegisteredFile[]> {
  const rows = await register
    .selectFrom("file_image")
    .innerJoin("file", "file.key", "file_image.file")
    .selectAll("file")
    .where("file_image.image_id", "=", imageId)
    .orderBy("file.path")
    .execute();
  return rows.map(registeredFile);
}

export async function fileByKey(register: Register, key: FileKey): Promise<RegisteredFile | undefined> {
  const row = await register.selectFrom("file").selectAll().where("key", "=", fileKeyText(key)).executeTakeFirst();
  return row && registeredFile(row);
}

/** The archived files of images, and every image that needs one of them: together they come back. */
export async function archivedClosure(
  register: Register,
  start: readonly ImageId[],
): Promise<{
  files: (Pick<RegisteredFile, "key" | "path" | "size" | "recorded"> & { images: ImageId[] })[];
  images: DraftImage[];
}> {
  const files = new Map<string, Pick<RegisteredFile, "key" | "path" | "size" | "recorded"> & { images: ImageId[] }>();
  const known = new Set<number>();
  for (let fresh: number[] = [...new Set<number>(start)]; fresh.length > 0; ) {
    for (const id of fresh) known.add(id);
    const reached = new Set<number>();
    for (const chunk of chunks(fresh)) {
      const rows = await register
        .selectFrom("file_image")
        .innerJoin("file", "file.key", "file_image.file")
        .innerJoin("file_image as other", "other.file", "file.key")
        .selectAll("file")
        .select("other.image_id as image")
        .distinct()
        .where("file_image.image_id", "in", chunk)
        .where("file.step", "in", ["archived", "recalled", "restored"])
        .execute();
      for (const row of rows) {
        const { key, path, size, recorded } = registeredFile(row);
        const file = files.get(row.key) ?? { key, path, size, ...(recorded ? { recorded } : {}), images: [] };
        if (!file.images.includes(row.image as ImageId)) file.images.push(row.image as ImageId);
        files.set(row.key, file);
        reached.add(row.image);
      }
    }
    fresh = [...reached].filter((id) => !known.has(id));
  }
  const involved = new Set([...files.values()].flatMap((file) => file.images));
  return { files: [...files.values()], images: await imagesById(register, [...involved]) };
}
