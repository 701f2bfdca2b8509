import type { Image, OmeroClient } from "@omero-archiver/omero";
import { rbool } from "@omero-archiver/omero";
import type { ImageId, Person } from "../domain/ids.js";
import type { StateTag } from "../domain/tags.js";
import type { RegisteredImage } from "../register/images.js";
import { Owners } from "./people.js";
import { annotationId, annotationLink, isStateTag, NOTE, stateTag, TAG_LINKS, type TagLink, tagLink } from "./tags.js";

/** What telling OMERO came to. */
export interface Projected {
  /** Shows what is wanted now. */
  readonly told: readonly RegisteredImage[];
  /** Could not be told; stays in the outbox. */
  readonly failed: readonly { readonly image: RegisteredImage; readonly cause: unknown }[];
}

/**
 * Makes OMERO show what the register wants: looks at the tags that are there and changes the difference, so it may be
 * repeated at any time. Written as each image's owner, in the image's group. `keepRequests`: TO-ARCHIVE tags stay.
 */
export async function projectTags(
  client: OmeroClient,
  images: readonly RegisteredImage[],
  options: { keepRequests?: boolean } = {},
): Promise<Projected> {
  const me = await client.whoAmI();
  const owners = new Owners(client);
  const told: RegisteredImage[] = [];
  const failed: { image: RegisteredImage; cause: unknown }[] = [];
  try {
    const links = await tagLinks(
      client,
      images.map((image) => image.id),
    );
    const states = await imageStates(
      client,
      images.map((image) => image.id),
    );
    for (const group of grouped(images).values()) {
      const [first] = group as [RegisteredImage];
      // An image that is gone from OMERO, with its tags: nobody to tell.
      const there = group.filter((image) => states.has(image.id));
      told.push(...group.filter((image) => !states.has(image.id)));
      const difference = there.map((image) =>
        changes(image, links.get(image.id) ?? [], states.get(image.id) ?? false, options),
      );
      try {
        if (difference.some((change) => change.add || change.remove.length > 0 || change.archived !== undefined)) {
          const owner = await owners.as(first.owner, first.groupId, { id: me.userId, omeName: me.userName } as Person);
          await apply(owner, difference);
        }
        told.push(...there);
      } catch (cause) {
        failed.push(...there.map((image) => ({ image, cause })));
      }
    }
  } finally {
    await owners.close();
  }
  return { told, failed };
}

/** What has to change on one image. */
interface Change {
  readonly image: RegisteredImage;
  readonly add?: StateTag;
  /** An annotation of that name and asker that is there already. */
  readonly remove: readonly number[];
  readonly archived?: boolean;
}

function changes(
  image: RegisteredImage,
  links: readonly TagLink[],
  archived: boolean,
  { keepRequests = false }: { keepRequests?: boolean },
): Change {
  const states = links.filter((link) => isStateTag(link.name));
  const wanted = image.wanted === "none" ? undefined : image.wanted;
  const keep = (link: TagLink) =>
    link.name === wanted || (link.name === "TO-ARCHIVE" && (wanted === undefined || keepRequests));
  // A declined or cancelled request goes with its note; an archived image keeps it.
  const notes = wanted === undefined && !states.some(keep) ? links.filter((link) => link.name === NOTE) : [];
  const remove = [...states.filter((link) => !keep(link)), ...notes].map((link) => link.linkId);
  const flag = wanted === "ARCHIVED" ? true : image.archivedBefore;
  return {
    image,
    ...(wanted && !states.some((link) => link.name === wanted) ? { add: wanted } : {}),
    remove,
    ...(flag === archived ? {} : { archived: flag }),
  };
}

/** New tags first, then the old ones go: an image is never seen without a state. */
async function apply(owner: OmeroClient, difference: readonly Change[]): Promise<void> {
  const [first] = difference;
  if (!first) return;
  const scope = { group: first.image.groupId };
  for (const name of ["ARCHIVE-PENDING", "ARCHIVED"] as const) {
    const images = difference.filter((change) => change.add === name).map((change) => change.image);
    for (const asked of byAsker(images).values()) {
      const [one, ...others] = asked as [RegisteredImage, ...RegisteredImage[]];
      const made = await owner.save(annotationLink(one.id, stateTag(name, one.asker)), scope);
      const tag = {
        $type: "::omero::model::MapAnnotation",
        id: { $type: "::omero::RLong", val: annotationId(made) },
        loaded: false,
      } as const;
      await owner.saveAll(
        others.map((image) => annotationLink(image.id, tag)),
        scope,
      );
    }
  }
  for (const archived of [true, false]) {
    const ids = difference.filter((change) => change.archived === archived).map((change) => change.image.id);
    if (ids.length > 0) await setArchived(owner, ids, archived, scope);
  }
  await owner.delete({ ImageAnnotationLink: difference.flatMap((change) => change.remove) }, scope);
}

async function setArchived(
  owner: OmeroClient,
  ids: readonly ImageId[],
  archived: boolean,
  scope: { group: number },
): Promise<void> {
  const images = await owner.findAll<Image>("select i from Image i where i.id in (:ids)", { ids }, scope);
  await owner.saveAll(
    images.map((image) => ({ ...image, archived: rbool(archived) })),
    scope,
  );
}

/** All archiving tags of images. */
export async function tagLinks(client: OmeroClient, images: readonly ImageId[]): Promise<Map<ImageId, TagLink[]>> {
  const links = new Map<ImageId, TagLink[]>();
  for await (const row of client.forIds(`${TAG_LINKS} and l.parent.id in (:ids)`, images, {}, { group: "all" })) {
    const link = tagLink(row);
    links.set(link.imageId, [...(links.get(link.imageId) ?? []), link]);
  }
  return links;
}

/** `Image.archived` of those images that are there. */
async function imageStates(client: OmeroClient, images: readonly ImageId[]): Promise<Map<ImageId, boolean>> {
  const states = new Map<ImageId, boolean>();
  for await (const [id, archived] of client.forIds(
    "select i.id, i.archived from Image i where i.id in (:ids)",
    images,
    {},
    { group: "all" },
  )) {
    states.set(Number(id) as ImageId, archived === true);
  }
  return states;
}

function grouped(images: readonly RegisteredImage[]): Map<string, RegisteredImage[]> {
  return groupBy(images, (image) => `${image.owner.id} ${image.groupId}`);
}

function byAsker(images: readonly RegisteredImage[]): Map<string, RegisteredImage[]> {
  return groupBy(images, (image) => String(image.asker.id));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
