import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OmeroClient } from "@omero-archiver/omero";
import type { ImageId } from "#src/domain/ids.js";
import { tagLinks } from "#src/omero/tags.js";

/** The images of a user by name. */
export async function imagesNamed(client: OmeroClient, pattern: string): Promise<number[]> {
  const rows = await client.projection(
    "select i.id from Image i where i.name like :pattern order by i.id",
    { pattern },
    { group: "all" },
  );
  return rows.map(([id]) => Number(id));
}

/** The names of the archiving tags on an image. */
export async function tagsOn(client: OmeroClient, image: number): Promise<string[]> {
  const links = await tagLinks(client, [image as ImageId]);
  return (links.get(image as ImageId) ?? []).map((link) => link.name).sort();
}

/** `Image.archived` */
export async function archivedFlag(client: OmeroClient, image: number): Promise<unknown> {
  const [row] = await client.projection(
    "select i.id, i.archived from Image i where i.id = :id",
    { id: image },
    { group: "all" },
  );
  return row?.[1];
}

/** All files and links below OMERO's places. */
export function originals(dataDir: string): string[] {
  return ["ManagedRepository", "Files", "Pixels"].flatMap((place) =>
    readdirSync(join(dataDir, place), { recursive: true, encoding: "utf8" })
      .map((name) => join(dataDir, place, name))
      .filter((path) => !lstatSync(path).isDirectory()),
  );
}

/** What each path of OMERO's yields, by path. */
export function digests(dataDir: string): Map<string, string> {
  return new Map(
    originals(dataDir).map((path) => [path, createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

export function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}
