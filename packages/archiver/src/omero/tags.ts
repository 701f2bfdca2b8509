import {
  created,
  type ImageAnnotationLink,
  type MapAnnotation,
  type OmeroClient,
  rstring,
  unloaded,
  type Value,
} from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, ImageId, Person } from "../domain/ids.js";
import { STATE_TAGS, type StateTag } from "../domain/tags.js";
import { grouped } from "./collections.js";

/** The namespace in which archiving tags are; others may use the same names for anything. */
export const NAMESPACE = "archiving";
export const NOTE = "ARCHIVE NOTE";

/** A tag as it hangs on an image. Tags are known by their links: many annotations may have one name. */
export interface TagLink {
  readonly linkId: number;
  readonly imageId: ImageId;
  readonly imageOwnerId: ExperimenterId;
  readonly annotationId: number;
  readonly namespace: string;
  readonly name: string;
  /** Says who asked: text, that any user can write. */
  readonly description: string;
  /** Who set it. */
  readonly ownerId: ExperimenterId;
}

const LINKS = `select l.id, i.id, i.details.owner.id, a.id, a.ns, a.name, a.description, l.details.owner.id
  from ImageAnnotationLink l join l.parent i join l.child a where a.class = MapAnnotation`;
const LINKS_OF_IMAGES = `${LINKS} and a.ns = '${NAMESPACE}' and i.id in (:ids) order by l.id`;
const STATES = `${LINKS} and a.ns = '${NAMESPACE}' and a.name in ('ARCHIVE-PENDING', 'ARCHIVED') and l.id > :after order by l.id`;
const REQUESTS = `${LINKS} and a.name = 'TO-ARCHIVE' and l.id > :after`;

/**
 * The archiving tags of images, oldest first. Only those that their owners have set, as the archiver does in their name:
 * where a group lets members annotate each other's images, anybody may hang anything on them.
 */
export async function tagLinks(client: OmeroClient, images: Iterable<ImageId>): Promise<Map<ImageId, TagLink[]>> {
  const links: TagLink[] = [];
  for await (const row of client.forIds(LINKS_OF_IMAGES, images, {}, { group: "all" })) links.push(tagLink(row));
  return grouped(links.filter(setByOwner), (link) => link.imageId);
}

/** All that is called TO-ARCHIVE, in every group or only in some, by whomever and in whatever namespace. */
export async function* requestLinks(client: OmeroClient, groups?: readonly GroupId[]): AsyncGenerator<TagLink> {
  const within = groups ? " and i.details.group.id in (:groups)" : "";
  const rows = client.pages(`${REQUESTS}${within} order by l.id`, groups ? { groups } : {}, { group: "all" });
  for await (const row of rows) yield tagLink(row);
}

/** The tags of what is in process or done, in every group: where to look, and no proof. */
export async function* stateLinks(client: OmeroClient): AsyncGenerator<TagLink> {
  for await (const row of client.pages(STATES, {}, { group: "all" })) {
    const link = tagLink(row);
    if (setByOwner(link)) yield link;
  }
}

export function setByOwner(link: TagLink): boolean {
  return link.ownerId === link.imageOwnerId;
}

function tagLink(row: readonly Value[]): TagLink {
  const [linkId, imageId, imageOwnerId, annotationId, namespace, name, description, ownerId] = row;
  return {
    linkId: Number(linkId),
    imageId: Number(imageId) as ImageId,
    imageOwnerId: Number(imageOwnerId) as ExperimenterId,
    annotationId: Number(annotationId),
    namespace: String(namespace ?? ""),
    name: String(name ?? ""),
    description: String(description ?? ""),
    ownerId: Number(ownerId) as ExperimenterId,
  };
}

export function isStateTag(name: string): name is StateTag {
  return (STATE_TAGS as readonly string[]).includes(name);
}

/** `Owner : 7 : ada`: who asked. The prototype's wording, which its sites have on their images. */
export function askerText(asker: Person): string {
  return `Owner : ${asker.id} : ${asker.omeName}`;
}

/** Who asked, by a tag's description; undefined for one that does not say. */
export function askerIn(description: string): Person | undefined {
  const [, id, omeName] = /^\s*Owner\s*:\s*(\d+)\s*:\s*(.*?)\s*$/s.exec(description) ?? [];
  return id === undefined || omeName === undefined ? undefined : { id: Number(id) as ExperimenterId, omeName };
}

/** A new state tag. */
export function stateTag(name: StateTag, asker: Person): MapAnnotation {
  return mapAnnotation(name, askerText(asker), [[name, "True"]]);
}

export function mapAnnotation(
  name: string,
  description: string,
  pairs: readonly (readonly [string, string])[],
): MapAnnotation {
  return created("MapAnnotation", {
    ns: rstring(NAMESPACE),
    name: rstring(name),
    description: rstring(description),
    mapValue: pairs.map(([key, value]) => ({ $type: "::omero::model::NamedValue", name: key, value })),
  });
}

/** Links of images to one annotation: one that is there already, or a new one that is saved with them. */
export function annotationLinks(images: readonly ImageId[], annotation: number | MapAnnotation): ImageAnnotationLink[] {
  const child = typeof annotation === "number" ? unloaded("MapAnnotation", annotation) : annotation;
  return images.map((image) => created("ImageAnnotationLink", { parent: unloaded("Image", image), child }));
}

/**
 * The owner's tag of that name and asker, if there is one to be hung on more images.
 * @param owner a session of the images' owner
 */
export async function tagInUse(
  owner: OmeroClient,
  group: GroupId,
  name: StateTag,
  asker: Person,
): Promise<number | undefined> {
  const [row] = await owner.projection(
    `select max(a.id) from MapAnnotation a where a.ns = '${NAMESPACE}' and a.name = :name and a.description = :asker and a.details.owner.id = :owner`,
    { name, asker: askerText(asker), owner: (await owner.whoAmI()).userId },
    { group },
  );
  return typeof row?.[0] === "number" ? row[0] : undefined;
}
