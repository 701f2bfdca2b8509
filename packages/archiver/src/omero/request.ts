import { type MapAnnotation, type OmeroClient, unwrap } from "@omero-archiver/omero";
import type { GroupId, ImageId, Person } from "../domain/ids.js";
import { pieces } from "./collections.js";
import { inHalves } from "./in-halves.js";
import { type NoteText, noteAnnotation } from "./notes.js";
import { NotTheirs, Owners } from "./owners.js";
import { byOwner, ownedImages } from "./people.js";
import { annotationLinks, isStateTag, NOTE, stateTag, tagInUse, tagLinks } from "./tags.js";

/** What asking came to, as the prototype counts it. */
export interface Asked {
  readonly new: readonly ImageId[];
  /** They had a state already, and were left alone. */
  readonly existing: readonly ImageId[];
  readonly errors: readonly ImageError[];
}

export interface Unasked {
  /** Links removed: one image with a note gives two. */
  readonly removed: number;
  /** Not TO-ARCHIVE, or not any more: left alone. */
  readonly leftAlone: readonly ImageId[];
  readonly errors: readonly ImageError[];
}

export interface ImageError {
  readonly image: ImageId;
  readonly cause: string;
}

/** Images saved in one call, two links each. */
const AT_ONCE = 2_500;

/**
 * Asks for images to be archived: a note and the tag TO-ARCHIVE on each, the note first, both or none. Written as the
 * images' owner: in their own session, or by sudo, which administrators and owners of the group may.
 * @throws ServerUnreachable, SessionExpired: what was marked until then stays, and counts as existing the next time
 */
export async function askFor(
  client: OmeroClient,
  images: readonly ImageId[],
  note: NoteText,
  options: { readonly dryRun?: boolean } = {},
): Promise<Asked> {
  const links = await tagLinks(client, images);
  const hasState = (id: ImageId) => links.get(id)?.some((link) => isStateTag(link.name)) ?? false;
  const marked: ImageId[] = [];
  const errors = await asOwners(
    client,
    images.filter((id) => !hasState(id)),
    async (session, group, asker) => {
      const mark = options.dryRun ? async () => {} : await marker(session, group, asker, note);
      return async (some) => {
        await mark(some);
        marked.push(...some);
      };
    },
  );
  return { new: marked, existing: images.filter(hasState), errors };
}

/** Hangs one note, made for this request, and the asker's tag on images of one owner and group: on all of them, or none. */
async function marker(
  session: OmeroClient,
  group: GroupId,
  asker: Person,
  text: NoteText,
): Promise<(images: readonly ImageId[]) => Promise<void>> {
  let note: number | MapAnnotation = noteAnnotation(asker, text);
  let tag: number | MapAnnotation =
    (await tagInUse(session, group, "TO-ARCHIVE", asker)) ?? stateTag("TO-ARCHIVE", asker);
  return async (images) => {
    const links = [...annotationLinks(images, note), ...annotationLinks(images, tag)];
    const saved = await session.saveAll(links, { group });
    note = Number(unwrap(saved[0]?.child?.id));
    tag = Number(unwrap(saved[images.length]?.child?.id));
  };
}

/**
 * Takes requests back: tags and notes of images that are still TO-ARCHIVE; nothing else is touched.
 * @throws ServerUnreachable, SessionExpired: may be repeated
 */
export async function unask(
  client: OmeroClient,
  images: readonly ImageId[],
  options: { readonly dryRun?: boolean } = {},
): Promise<Unasked> {
  const links = await tagLinks(client, images);
  const isAsked = (id: ImageId) => {
    const states = (links.get(id) ?? []).filter((link) => isStateTag(link.name));
    return states.length > 0 && states.every((link) => link.name === "TO-ARCHIVE");
  };
  const requestOf = (id: ImageId) =>
    (links.get(id) ?? []).filter(({ name }) => name === "TO-ARCHIVE" || name === NOTE).map(({ linkId }) => linkId);
  let removed = 0;
  const errors = await asOwners(client, images.filter(isAsked), async (session, group) => async (some) => {
    const ids = some.flatMap(requestOf);
    if (!options.dryRun) await session.delete({ ImageAnnotationLink: ids }, { group });
    removed += ids.length;
  });
  return { removed, leftAlone: images.filter((id) => !isAsked(id)), errors };
}

/**
 * Does work on images, owner by owner, each in a session of the owner: at once, or where that fails one by one.
 * @param prepare gives the work for images of one owner in one group
 * @returns the images on which it could not be done
 */
async function asOwners(
  client: OmeroClient,
  images: readonly ImageId[],
  prepare: (
    session: OmeroClient,
    group: GroupId,
    asker: Person,
  ) => Promise<(images: readonly ImageId[]) => Promise<void>>,
): Promise<ImageError[]> {
  const errors: ImageError[] = [];
  const refused = (image: ImageId, cause: unknown) => errors.push({ image, cause: (cause as Error).message });
  await using owners = new Owners(client);
  const me = await owners.me();
  for (const owned of byOwner(await ownedImages(client, images))) {
    const [{ owner, groupId }] = owned;
    const ids = owned.map((image) => image.id);
    try {
      const work = await prepare(await owners.as(owner, groupId), groupId, me);
      for (const piece of pieces(ids, AT_ONCE)) await inHalves(piece, work, refused);
    } catch (cause) {
      if (!(cause instanceof NotTheirs)) throw cause;
      for (const image of ids) refused(image, cause);
    }
  }
  return errors;
}
