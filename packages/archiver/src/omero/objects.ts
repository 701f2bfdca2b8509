import type { Value } from "@omero-archiver/omero";
import type { ImageId } from "../domain/ids.js";
import type { ById } from "./people.js";

/** What can be named in a command, as OMERO's own command line names it. */
export const OBJECT_TYPES = ["Image", "Dataset", "Project", "Screen", "Plate", "Well"] as const;
/** Reports take the ids of pixels, too, by which OMERO 4 names files. */
export const WITH_PIXELS = [...OBJECT_TYPES, "Pixels"] as const;
export type ObjectType = (typeof WITH_PIXELS)[number];

export interface ObjectReference {
  readonly type: ObjectType;
  readonly id: number;
}

/** What was typed is no object. */
export class WrongWords extends Error {
  override readonly name = "WrongWords";
}

/** An object is not there, or not visible to this user. */
export class UnknownObject extends Error {
  override readonly name = "UnknownObject";
}

/** Reads `Image:1,2 Dataset:5`. @throws WrongWords */
export function parseObjects(words: readonly string[], types: readonly ObjectType[] = OBJECT_TYPES): ObjectReference[] {
  return words.flatMap((word) => {
    const [, name, list] = /^([A-Za-z]+):(\d+(?:,\d+)*)$/.exec(word) ?? [];
    const type = types.find((known) => known.toLowerCase() === name?.toLowerCase());
    if (!type || !list) {
      throw new WrongWords(
        `${JSON.stringify(word)} is not understood; say for example Image:1,2 Dataset:5 (types: ${types.join(", ")})`,
      );
    }
    return list.split(",").map((text) => {
      const id = Number(text);
      if (!Number.isSafeInteger(id)) throw new WrongWords(`${type}:${text}: there can be no such id`);
      return { type, id };
    });
  });
}

/** For each type: the ids that are there, and the images below them. */
const IMAGES: Readonly<Record<ObjectType, string>> = {
  Image: "select i.id, i.id from Image i where i.id in (:ids)",
  Dataset:
    "select d.id, i.id from Dataset d left outer join d.imageLinks l left outer join l.child i where d.id in (:ids)",
  Project:
    "select p.id, i.id from Project p left outer join p.datasetLinks pl left outer join pl.child d left outer join d.imageLinks l left outer join l.child i where p.id in (:ids)",
  Screen:
    "select s.id, i.id from Screen s left outer join s.plateLinks sl left outer join sl.child p left outer join p.wells w left outer join w.wellSamples ws left outer join ws.image i where s.id in (:ids)",
  Plate:
    "select p.id, i.id from Plate p left outer join p.wells w left outer join w.wellSamples ws left outer join ws.image i where p.id in (:ids)",
  Pixels: "select p.id, p.image.id from Pixels p where p.id in (:ids)",
  Well: "select w.id, i.id from Well w left outer join w.wellSamples ws left outer join ws.image i where w.id in (:ids)",
};

/**
 * The images below objects, each once, in order.
 * @throws UnknownObject naming those that are not there, or that this user may not see.
 */
export async function imagesOf(client: ById, objects: readonly ObjectReference[]): Promise<ImageId[]> {
  const { images, missing } = await findImages(client, objects);
  if (missing.length > 0) throw new UnknownObject(`not found, or not visible to this user: ${missing.join(" ")}`);
  return images;
}

/** The images below objects, each once, in order; and the objects (`Image:7`) that are not there, or not visible. */
export async function findImages(
  client: ById,
  objects: readonly ObjectReference[],
): Promise<{ images: ImageId[]; missing: string[] }> {
  const images = new Set<number>();
  const missing: string[] = [];
  for (const type of WITH_PIXELS) {
    const ids = new Set(objects.filter((object) => object.type === type).map((object) => object.id));
    const seen = new Set<Value | undefined>();
    for await (const [id, image] of client.forIds(IMAGES[type], [...ids], {}, { group: "all" })) {
      seen.add(id);
      if (image !== null) images.add(Number(image));
    }
    missing.push(...[...ids].filter((id) => !seen.has(id)).map((id) => `${type}:${id}`));
  }
  return { images: [...images].sort((a, b) => a - b) as ImageId[], missing };
}
