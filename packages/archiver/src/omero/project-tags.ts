import { isDeepStrictEqual } from "node:util";
import { type Image, type OmeroClient, rbool, unwrap } from "@omero-archiver/omero";
import type { GroupId, ImageId } from "../domain/ids.js";
import type { StateTag } from "../domain/tags.js";
import type { RegisteredImage } from "../register/images.js";
import { grouped, pieces } from "./collections.js";
import { inHalves, lineIsLost } from "./in-halves.js";
import type { Owners } from "./owners.js";
import { byOwner, type OwnedImage, ownedImages } from "./people.js";
import { annotationLinks, isStateTag, NOTE, stateTag, type TagLink, tagInUse, tagLinks } from "./tags.js";

/** What telling OMERO came to. */
export interface Projected {
  /** OMERO shows what is wanted now. */
  readonly told: readonly RegisteredImage[];
  /** Could not be told; stays in the outbox. */
  readonly failed: readonly { readonly image: RegisteredImage; readonly cause: unknown }[];
  /** What OMERO showed something else of. */
  readonly changed: readonly RegisteredImage[];
}

export interface ProjectOptions {
  /** TO-ARCHIVE tags stay where they are. */
  readonly keepRequests?: boolean;
  /** Only look. */
  readonly dryRun?: boolean;
}

/** Objects saved in one call. */
const AT_ONCE = 5_000;

/** An image as OMERO has it, and what it is to show. */
interface Wanted extends OwnedImage {
  readonly image: RegisteredImage;
}

/** What has to change on one image. */
interface Change {
  readonly image: RegisteredImage;
  readonly add?: StateTag;
  /** Ids of links. */
  readonly remove: readonly number[];
  /** `Image.archived` */
  readonly flag?: boolean;
}

/**
 * Makes OMERO show what the register wants: looks at the tags that are there and changes the difference, so it may be
 * repeated at any time, and by several at once. Written as each image's owner, in the image's group, as OMERO has them now.
 */
export async function projectTags(
  owners: Owners,
  images: readonly RegisteredImage[],
  options: ProjectOptions = {},
): Promise<Projected> {
  const { client } = owners;
  const told = new Set<RegisteredImage>();
  const failed = new Map<RegisteredImage, unknown>();
  const changed: RegisteredImage[] = [];
  try {
    const there = await wantedOf(client, images);
    // An image that is gone from OMERO, with its tags: nobody to tell.
    for (const image of images) if (!there.has(image.id)) told.add(image);
    for (const part of byOwner(there.values())) {
      const [{ owner, groupId }] = part;
      const tell = async (some: readonly Wanted[]) => {
        const changes = await settled(
          () => differences(client, some, options),
          async () => differences(client, await asTheyAreNow(client, some), options),
          async (found) => {
            if (found.length > 0 && !options.dryRun) await apply(await owners.as(owner, groupId), groupId, found);
          },
        );
        changed.push(...changes.map(({ image }) => image));
        for (const { image } of some) told.add(image);
      };
      try {
        await inHalves(part, tell, ({ image }, cause) => failed.set(image, cause));
      } catch (cause) {
        if (lineIsLost(cause)) throw cause;
        for (const { image } of part) failed.set(image, cause);
      }
    }
  } catch (cause) {
    if (!lineIsLost(cause)) throw cause;
    for (const image of images) if (!told.has(image)) failed.set(image, cause);
  }
  return { told: [...told], failed: [...failed].map(([image, cause]) => ({ image, cause })), changed };
}

/**
 * Looks, and changes what differs. Where that is refused, and something else differs by now, somebody else was at the same
 * images at the same time: then that is changed.
 */
async function settled(
  look: () => Promise<Change[]>,
  lookAgain: () => Promise<Change[]>,
  change: (found: readonly Change[]) => Promise<void>,
): Promise<Change[]> {
  for (let found = await look(); ; ) {
    try {
      await change(found);
      return found;
    } catch (cause) {
      if (lineIsLost(cause)) throw cause;
      const now = await lookAgain();
      if (isDeepStrictEqual(now, found)) throw cause;
      found = now;
    }
  }
}

async function asTheyAreNow(client: OmeroClient, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const there = await wantedOf(
    client,
    wanted.map(({ image }) => image),
  );
  return [...there.values()];
}

async function wantedOf(client: OmeroClient, images: readonly RegisteredImage[]): Promise<Map<ImageId, Wanted>> {
  const byId = new Map(images.map((image) => [image.id, image]));
  const owned = await ownedImages(client, byId.keys());
  return new Map(owned.map((as) => [as.id, { ...as, image: byId.get(as.id) as RegisteredImage }]));
}

/** Looks, and says what is to be changed: images that are in order are left out. */
async function differences(client: OmeroClient, wanted: readonly Wanted[], options: ProjectOptions): Promise<Change[]> {
  const links = await tagLinks(
    client,
    wanted.map(({ id }) => id),
  );
  return wanted
    .map((one) => difference(one, links.get(one.id) ?? [], options))
    .filter(({ add, remove, flag }) => add || remove.length > 0 || flag !== undefined);
}

function difference({ image, archived }: Wanted, links: readonly TagLink[], options: ProjectOptions): Change {
  const wanted = image.wanted === "none" ? undefined : image.wanted;
  const states = links.filter((link) => isStateTag(link.name));
  const shown = states.find((link) => link.name === wanted);
  // A request that came after the last job was over, and one that is to stay.
  const requests =
    wanted === undefined || options.keepRequests ? states.filter((link) => link.name === "TO-ARCHIVE") : [];
  const kept = new Set([shown, ...requests]);
  // A declined or cancelled request goes with its note; an archived image keeps it.
  const notes = wanted === undefined && requests.length === 0 ? links.filter((link) => link.name === NOTE) : [];
  const flag = wanted === "ARCHIVED" || image.archivedBefore;
  return {
    image,
    ...(wanted && !shown ? { add: wanted } : {}),
    remove: [...states.filter((link) => !kept.has(link)), ...notes].map((link) => link.linkId),
    ...(flag === archived ? {} : { flag }),
  };
}

/** New tags first, then the old ones go: an image is never seen without a state. */
async function apply(owner: OmeroClient, group: GroupId, changes: readonly Change[]): Promise<void> {
  for (const name of ["ARCHIVE-PENDING", "ARCHIVED"] as const) {
    const adding = changes.filter((change) => change.add === name).map(({ image }) => image);
    for (const asked of grouped(adding, (image) => image.asker.id).values()) await hang(owner, group, name, asked);
  }
  for (const flag of [true, false]) {
    const ids = changes.filter((change) => change.flag === flag).map(({ image }) => image.id);
    await setArchived(owner, group, ids, flag);
  }
  await owner.delete({ ImageAnnotationLink: changes.flatMap((change) => change.remove) }, { group });
}

/** Hangs one person's tag on images: the one that is in use already, if there is one. */
async function hang(
  owner: OmeroClient,
  group: GroupId,
  name: StateTag,
  images: readonly [RegisteredImage, ...RegisteredImage[]],
): Promise<void> {
  const [{ asker }] = images;
  let tag = (await tagInUse(owner, group, name, asker)) ?? stateTag(name, asker);
  for (const some of pieces(images, AT_ONCE)) {
    const links = annotationLinks(
      some.map((image) => image.id),
      tag,
    );
    const [saved] = await owner.saveAll(links, { group });
    tag = Number(unwrap(saved?.child?.id));
  }
}

async function setArchived(
  owner: OmeroClient,
  group: GroupId,
  images: readonly ImageId[],
  archived: boolean,
): Promise<void> {
  for (const ids of pieces(images, AT_ONCE)) {
    const found = await owner.findAll<Image>("select i from Image i where i.id in (:ids)", { ids }, { group });
    // A collection that is sent counts as the whole truth; wells come with every image, and are none of ours.
    const changed = found.map((image) => ({
      ...image,
      archived: rbool(archived),
      wellSamplesSeq: [],
      wellSamplesLoaded: false,
    }));
    await owner.saveAll(changed, { group });
  }
}
