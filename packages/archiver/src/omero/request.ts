import type { ImageAnnotationLink, OmeroClient } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, ImageId, Person } from "../domain/ids.js";
import { noteAnnotation } from "./notes.js";
import { Owners } from "./people.js";
import { tagLinks } from "./project-tags.js";
import { annotationId, annotationLink, isStateTag, NOTE, stateTag } from "./tags.js";

/** What asking came to, as the prototype counts it. */
export interface Asked {
  readonly new: readonly ImageId[];
  /** They had a state already, and were left alone. */
  readonly existing: readonly ImageId[];
  readonly errors: readonly { readonly image: ImageId; readonly cause: string }[];
}

export interface Unasked {
  /** Links removed: one image with a note gives two. */
  readonly removed: number;
  /** Not TO-ARCHIVE, or not any more: left alone. */
  readonly leftAlone: readonly ImageId[];
  readonly errors: readonly { readonly image: ImageId; readonly cause: string }[];
}

interface Owned {
  readonly owner: Person;
  readonly groupId: GroupId;
  readonly images: readonly ImageId[];
}

/**
 * Asks for images to be archived: a note and the tag TO-ARCHIVE on each, the note first, so that a failed note marks nothing.
 * Written as the images' owner: their own session, or one by sudo, which only administrators and owners of the group get.
 */
export async function askFor(
  client: OmeroClient,
  images: readonly ImageId[],
  note: { readonly expiry?: string; readonly description?: string },
  options: { readonly dryRun?: boolean } = {},
): Promise<Asked> {
  const me = await client.whoAmI();
  const asker: Person = { id: me.userId as ExperimenterId, omeName: me.userName };
  const links = await tagLinks(client, images);
  const existing = images.filter((id) => links.get(id)?.some((link) => isStateTag(link.name)));
  const wanted = images.filter((id) => !existing.includes(id));
  const done: ImageId[] = [];
  const errors: { image: ImageId; cause: string }[] = [];
  const owners = new Owners(client);
  try {
    for (const owned of await byOwner(client, wanted)) {
      try {
        const session = await owners.as(owned.owner, owned.groupId, asker);
        if (options.dryRun) done.push(...owned.images);
        else await tagAll(session, owned, asker, note, done, errors);
      } catch (cause) {
        const why = `${owned.owner.omeName}'s image: ${(cause as Error).message}`;
        errors.push(...owned.images.map((image) => ({ image, cause: why })));
      }
    }
  } finally {
    await owners.close();
  }
  return { new: done, existing, errors };
}

/** All at once; where that fails, one by one, so that one bad image does not keep the others back. */
async function tagAll(
  session: OmeroClient,
  owned: Owned,
  asker: Person,
  note: { readonly expiry?: string; readonly description?: string },
  done: ImageId[],
  errors: { image: ImageId; cause: string }[],
): Promise<void> {
  const scope = { group: owned.groupId };
  const existing = { note: undefined as number | undefined, tag: undefined as number | undefined };
  const mark = async (images: readonly ImageId[]) => {
    const notes = links(images, existing.note, () => noteAnnotation(asker, note.expiry, note.description));
    existing.note = idOf(await session.saveAll(notes, scope)) ?? existing.note;
    const tags = links(images, existing.tag, () => stateTag("TO-ARCHIVE", asker));
    existing.tag = idOf(await session.saveAll(tags, scope)) ?? existing.tag;
  };
  try {
    await mark(owned.images);
    done.push(...owned.images);
  } catch {
    for (const image of owned.images) {
      try {
        await mark([image]);
        done.push(image);
      } catch (cause) {
        errors.push({ image, cause: (cause as Error).message });
      }
    }
  }
}

/** Links of images to one annotation: a new one that they share, or one that was saved before. */
function links(
  images: readonly ImageId[],
  known: number | undefined,
  make: () => ReturnType<typeof stateTag>,
): ImageAnnotationLink[] {
  const annotation =
    known === undefined
      ? make()
      : ({
          $type: "::omero::model::MapAnnotation",
          id: { $type: "::omero::RLong", val: known },
          loaded: false,
        } as const);
  return images.map((image) => annotationLink(image, annotation));
}

function idOf(saved: readonly ImageAnnotationLink[]): number | undefined {
  return saved[0] && annotationId(saved[0]);
}

/** Takes requests back: the tag and the note of images that are still TO-ARCHIVE; nothing else is touched. */
export async function unask(
  client: OmeroClient,
  images: readonly ImageId[],
  options: { readonly dryRun?: boolean } = {},
): Promise<Unasked> {
  const me = await client.whoAmI();
  const asker: Person = { id: me.userId as ExperimenterId, omeName: me.userName };
  const links = await tagLinks(client, images);
  const states = (id: ImageId) => (links.get(id) ?? []).filter((link) => isStateTag(link.name));
  const asked = images.filter((id) => states(id).length > 0 && states(id).every((link) => link.name === "TO-ARCHIVE"));
  const errors: { image: ImageId; cause: string }[] = [];
  const owners = new Owners(client);
  let removed = 0;
  try {
    for (const owned of await byOwner(client, asked)) {
      const ids = owned.images
        .flatMap((id) => (links.get(id) ?? []).filter((link) => link.name === "TO-ARCHIVE" || link.name === NOTE))
        .map((link) => link.linkId);
      try {
        const session = await owners.as(owned.owner, owned.groupId, asker);
        if (!options.dryRun) await session.delete({ ImageAnnotationLink: ids }, { group: owned.groupId });
        removed += ids.length;
      } catch (cause) {
        errors.push(...owned.images.map((image) => ({ image, cause: (cause as Error).message })));
      }
    }
  } finally {
    await owners.close();
  }
  return { removed, leftAlone: images.filter((id) => !asked.includes(id)), errors };
}

async function byOwner(client: OmeroClient, images: readonly ImageId[]): Promise<Owned[]> {
  const groups = new Map<string, { owner: number; group: number; images: ImageId[] }>();
  const rows = "select i.id, i.details.owner.id, i.details.group.id from Image i where i.id in (:ids) order by i.id";
  for await (const [id, owner, group] of client.forIds(rows, images, {}, { group: "all" })) {
    const key = `${owner} ${group}`;
    const found = groups.get(key) ?? { owner: Number(owner), group: Number(group), images: [] };
    found.images.push(Number(id) as ImageId);
    groups.set(key, found);
  }
  const names = new Map<number, string>();
  const owners = new Set([...groups.values()].map(({ owner }) => owner));
  for await (const [id, name] of client.forIds(
    "select e.id, e.omeName from Experimenter e where e.id in (:ids)",
    owners,
    {},
    { group: "all" },
  )) {
    names.set(Number(id), String(name));
  }
  return [...groups.values()].map(({ owner, group, images }) => ({
    owner: { id: owner as ExperimenterId, omeName: names.get(owner) ?? "" },
    groupId: group as GroupId,
    images,
  }));
}
