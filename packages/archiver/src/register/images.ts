import { type Insertable, type Selectable, sql, type Transaction } from "kysely";
import type { ExperimenterId, FilesetId, GroupId, ImageId, Person } from "../domain/ids.js";
import type { DraftImage } from "../domain/jobs.js";
import { type WantedTag, wantedTag } from "../domain/tags.js";
import { chunks } from "./chunks.js";
import type { Register } from "./register.js";
import type { ImageTable, Tables } from "./tables.js";
import { writing } from "./transaction.js";

/** An image as the register knows it, and what OMERO is to show of it. */
export interface RegisteredImage {
  readonly id: ImageId;
  readonly name: string;
  readonly project?: string;
  readonly dataset?: string;
  readonly fileset?: FilesetId;
  readonly owner: Person;
  readonly groupId: GroupId;
  readonly asker: Person;
  readonly archivedBefore: boolean;
  readonly wanted: WantedTag;
}

export function registeredImage(row: Selectable<ImageTable>): RegisteredImage {
  return {
    id: row.id as ImageId,
    name: row.name,
    ...(row.project === null ? {} : { project: row.project }),
    ...(row.dataset === null ? {} : { dataset: row.dataset }),
    ...(row.fileset_id === null ? {} : { fileset: row.fileset_id as FilesetId }),
    owner: { id: row.owner_id as ExperimenterId, omeName: row.owner_name },
    groupId: row.group_id as GroupId,
    asker: { id: row.asker_id as ExperimenterId, omeName: row.asker_name },
    archivedBefore: row.archived_before === 1,
    wanted: row.wanted_tag,
  };
}

/** The row of an image that is new to the register. */
export function newImageRow(image: DraftImage, asker: Person): Insertable<ImageTable> {
  return {
    id: image.id,
    name: image.name,
    project: image.project ?? null,
    dataset: image.dataset ?? null,
    fileset_id: image.fileset ?? null,
    owner_id: image.owner.id,
    owner_name: image.owner.omeName,
    group_id: image.groupId,
    asker_id: asker.id,
    asker_name: asker.omeName,
    archived_before: image.archivedBefore ? 1 : 0,
    wanted_tag: "none",
    untold: 0,
  };
}

/** Images of which OMERO has still to be told, by id; the outbox of every change of state. */
export async function untoldImages(
  register: Register,
  options: { after?: number; limit: number },
): Promise<RegisteredImage[]> {
  const rows = await register
    .selectFrom("image")
    .selectAll()
    .where(sql<boolean>`untold = 1`)
    .where("id", ">", options.after ?? -1)
    .orderBy("id")
    .limit(options.limit)
    .execute();
  return rows.map(registeredImage);
}

/** OMERO now shows this of the image. A state that has changed since stays in the outbox. */
export async function markTold(
  register: Register,
  images: readonly Pick<RegisteredImage, "id" | "wanted">[],
): Promise<void> {
  await writing(register, async (db) => {
    for (const { id, wanted } of images) {
      await db.updateTable("image").set({ untold: 0 }).where("id", "=", id).where("wanted_tag", "=", wanted).execute();
    }
  });
}

/** All images that the register knows, by id, a page at a time. */
export async function imagesAfter(register: Register, after: number, limit: number): Promise<RegisteredImage[]> {
  const rows = await register
    .selectFrom("image")
    .selectAll()
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(registeredImage);
}

export async function imagesById(register: Register, ids: readonly ImageId[]): Promise<RegisteredImage[]> {
  const found: RegisteredImage[] = [];
  for (const chunk of chunks(ids)) {
    const rows = await register.selectFrom("image").selectAll().where("id", "in", chunk).orderBy("id").execute();
    found.push(...rows.map(registeredImage));
  }
  return found;
}

/** The images that need files, by file key. */
export async function imagesOfFiles(
  register: Register,
  keys: readonly string[],
): Promise<Map<string, RegisteredImage[]>> {
  const images = new Map<string, RegisteredImage[]>();
  for (const chunk of chunks(keys)) {
    const rows = await register
      .selectFrom("file_image")
      .innerJoin("image", "image.id", "file_image.image_id")
      .selectAll("image")
      .select("file_image.file")
      .where("file_image.file", "in", chunk)
      .orderBy("image.id")
      .execute();
    for (const { file, ...row } of rows) images.set(file, [...(images.get(file) ?? []), registeredImage(row)]);
  }
  return images;
}

/** Derives what images are to show from their files and jobs, and notes those that change for OMERO. */
export async function rederiveTags(db: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  for (const chunk of chunks(ids)) {
    const counts = await db
      .selectFrom("file_image")
      .innerJoin("file", "file.key", "file_image.file")
      .where("file_image.image_id", "in", chunk)
      .where("file.condition", "not in", ["ignored", "missing"])
      .select(["file_image.image_id as image", sql<number>`count(*)`.as("files")])
      .select(sql<number>`sum(case when file.step = 'archived' then 1 else 0 end)`.as("archived"))
      .groupBy("file_image.image_id")
      .execute();
    const inJobs = await db
      .selectFrom("job_image")
      .innerJoin("job", "job.id", "job_image.job_id")
      .where("job_image.image_id", "in", chunk)
      .where("job_image.ours", "=", 1)
      .where("job.kind", "=", "archive")
      .where("job.ended_at", "is", null)
      .select("job_image.image_id as image")
      .distinct()
      .execute();
    const files = new Map(counts.map((row) => [row.image, row]));
    const open = new Set(inJobs.map((row) => row.image));
    const images = await db.selectFrom("image").select(["id", "wanted_tag"]).where("id", "in", chunk).execute();
    const changed = new Map<WantedTag, number[]>();
    for (const { id, wanted_tag } of images) {
      const of = files.get(id);
      const wanted = wantedTag({
        files: Number(of?.files ?? 0),
        archived: Number(of?.archived ?? 0),
        inOpenJob: open.has(id),
      });
      if (wanted === wanted_tag) continue;
      const same = changed.get(wanted);
      if (same) same.push(id);
      else changed.set(wanted, [id]);
    }
    for (const [wanted, some] of changed)
      await db.updateTable("image").set({ wanted_tag: wanted, untold: 1 }).where("id", "in", some).execute();
  }
}
