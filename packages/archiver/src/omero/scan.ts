import type { OmeroClient } from "@omero-archiver/omero";
import type { Places } from "../config/configuration.js";
import type { GroupId, ImageId, Person } from "../domain/ids.js";
import type { DraftFile, JobDraft } from "../domain/jobs.js";
import { type ClosureImage, type Component, closure } from "./closure.js";
import { grouped } from "./collections.js";
import { type Container, containers } from "./containers.js";
import { draftFiles, UnseenFile } from "./disk.js";
import { combined, type FoundNote, readNotes } from "./notes.js";
import { UnsafePath } from "./paths.js";
import { Rights } from "./rights.js";
import { NOTE, requestLinks, type TagLink, tagLinks } from "./tags.js";
import { askerOf, forged, NoRight, whoMay } from "./verdict.js";

/** A request that does not become a job by itself, and why. */
export interface Refused {
  readonly image: ImageId;
  readonly why: string;
}

export interface Scanned {
  readonly drafts: readonly JobDraft[];
  readonly refused: readonly Refused[];
}

/** A component that somebody has asked for who may. */
interface Accepted {
  readonly asker: Person;
  readonly component: Component;
  /** Those of its images that were asked for. */
  readonly asked: readonly [ClosureImage, ...ClosureImage[]];
  readonly files: readonly DraftFile[];
}

/** Where nobody has said anything. */
const SILENT: FoundNote = { at: 0, pairs: [] };

/** Finds what is tagged TO-ARCHIVE in every group, or only in some, and makes a draft of a job for each asker, owner and group. */
export async function scan(client: OmeroClient, places: Places, groups?: readonly GroupId[]): Promise<Scanned> {
  const refused: Refused[] = [];
  const links: TagLink[] = [];
  for await (const link of requestLinks(client, groups)) {
    const why = forged(link);
    if (why) refused.push({ image: link.imageId, why });
    else links.push(link);
  }
  const requests = grouped(links, (link) => link.imageId);
  const components = await closure(client, requests.keys());
  const rights = await Rights.of(
    client,
    links.map(askerOf).map((asker) => asker.id),
    components.flatMap(({ images }) => images.map((image) => image.groupId)),
  );
  const accepted: Accepted[] = [];
  for (const component of components) {
    const [first, ...others] = component.images.filter((image) => requests.has(image.id));
    if (!first) continue; // Tagged and deleted in the meantime.
    const asked = [first, ...others] as const;
    try {
      const asker = whoMay(component, asked, requests, rights);
      accepted.push({ asker, component, asked, files: await draftFiles(places, component) });
    } catch (error) {
      if (!(error instanceof NoRight || error instanceof UnsafePath || error instanceof UnseenFile)) throw error;
      refused.push(...asked.map((image) => ({ image: image.id, why: error.message })));
    }
  }
  return { drafts: await drafts(client, accepted), refused };
}

async function drafts(client: OmeroClient, accepted: readonly Accepted[]): Promise<JobDraft[]> {
  const notes = await notesOf(
    client,
    accepted.flatMap(({ asked }) => asked.map((image) => image.id)),
  );
  const where = await containers(
    client,
    accepted.flatMap(({ component }) => component.images.map((image) => image.id)),
  );
  const jobs = grouped(accepted, ({ asker, asked: [first] }) => `${asker.id} ${first.owner.id} ${first.groupId}`);
  return [...jobs.values()].map((parts) => draft(parts, notes, where));
}

/** A job of the components that one asker wants of one owner in one group. */
function draft(
  parts: readonly [Accepted, ...Accepted[]],
  notes: ReadonlyMap<ImageId, readonly FoundNote[]>,
  where: ReadonlyMap<ImageId, Container>,
): JobDraft {
  const [{ asker, asked }] = parts;
  const [first] = asked;
  return {
    kind: "archive",
    asker,
    owner: first.owner,
    group: { id: first.groupId, name: first.groupName },
    note: combined(parts.flatMap((part) => part.asked.flatMap((image) => notes.get(image.id) ?? [SILENT]))),
    images: parts.flatMap(({ component }) =>
      component.images.map((image) => ({
        id: image.id,
        name: image.name,
        ...where.get(image.id),
        ...(image.fileset === undefined ? {} : { fileset: image.fileset }),
        owner: image.owner,
        groupId: image.groupId,
        archivedBefore: image.archived,
      })),
    ),
    files: parts.flatMap(({ files }) => files),
  };
}

async function notesOf(client: OmeroClient, images: readonly ImageId[]): Promise<Map<ImageId, FoundNote[]>> {
  const links = [...(await tagLinks(client, images)).values()].flat().filter((link) => link.name === NOTE);
  const notes = await readNotes(
    client,
    links.map((link) => link.annotationId),
  );
  const found = new Map<ImageId, FoundNote[]>();
  for (const [image, own] of grouped(links, (link) => link.imageId))
    found.set(
      image,
      own.map((link) => notes.get(link.annotationId) ?? SILENT),
    );
  return found;
}
