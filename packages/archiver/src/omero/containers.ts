import type { ImageId } from "../domain/ids.js";
import type { ById } from "./people.js";

/** Where people look for an image. */
export interface Container {
  readonly project?: string;
  readonly dataset?: string;
}

const DATASETS = `select l.child.id, d.name, p.name from DatasetImageLink l join l.parent d left outer join d.projectLinks pl
  left outer join pl.parent p where l.child.id in (:ids) order by l.id, pl.id`;

/** In which dataset and project images are; the first of several. */
export async function containers(source: ById, images: Iterable<ImageId>): Promise<Map<ImageId, Container>> {
  const found = new Map<ImageId, Container>();
  for await (const [id, dataset, project] of source.forIds(DATASETS, images, {}, { group: "all" })) {
    const image = Number(id) as ImageId;
    if (found.has(image)) continue;
    found.set(image, {
      ...(typeof project === "string" ? { project } : {}),
      ...(typeof dataset === "string" ? { dataset } : {}),
    });
  }
  return found;
}
