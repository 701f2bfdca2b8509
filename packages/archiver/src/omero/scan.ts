import type { OmeroClient } from "@omero-archiver/omero";
import type { Places } from "../config/configuration.js";
import type { GroupId, ImageId, Person } from "../domain/ids.js";
import type { DraftFile, JobDraft } from "../domain/jobs.js";
import { type ClosureImage, type Component, closure } from "./closure.js";
import { grouped, inPieces } from "./collections.js";
import { type Container, containers } from "./containers.js";
import { draftFiles, UnseenFile } from "./disk.js";
import { combined, type FoundNote, readNotes } from "./notes.js";
import { UnsafePath } from "./paths.js";
import { Names } from "./people.js";
import { Rights } from "./rights.js";
import { NOTE, requestLinks, type TagLink, tagLinks } from "./tags.js";
import { askerOf, forged, NoRight, whoMay } from "./verdict.js";

/** A request that does not become a job by itself, and why. */
export interface Refused {
  readonly image: ImageId;
  readonly why: string;
}

/** What was found of some requests. */
export interface Scanned {
  readonly drafts: readonly JobDraft[];
  readonly refused: readonly Refused[];
}

export interface ScanBounds {
  /** Only what is asked for in these groups; absent: in every group. */
  readonly groups?: readonly GroupId[];
  /** Images in a job at most, where files that they share do not tie more of them together. */
  readonly imagesInJob?: number;
}

/** Requests looked at in one go: memory depends on it, and a job has hardly more images. */
const REQUESTS_AT_ONCE = 10_000;

/** A component that somebody has asked for who may. */
interface Accepted {
  readonly asker: Person;
  readonly images: readonly ClosureImage[];
  /** Those of its images that were asked for. */
  readonly asked: readonly [ClosureImage, ...ClosureImage[]];
  readonly files: readonly DraftFile[];
}

/** Where nobody has said anything. */
const SILENT: FoundNote = { at: 0, pairs: [] };

/**
 * Finds what is tagged TO-ARCHIVE in every group, and makes drafts of jobs, one for each asker, owner and group, some requests
 * at a time: of what comes further on, only which images were looked at is remembered. A large request becomes several jobs.
 */
export async function* scan(client: OmeroClient, places: Places, bounds: ScanBounds = {}): AsyncGenerator<Scanned> {
  const scanner = new Scanner(client, places, bounds);
  for await (const links of inPieces(requestLinks(client, bounds.groups), REQUESTS_AT_ONCE))
    yield await scanner.scanned(links);
}

class Scanner {
  private readonly seen = new Set<ImageId>();
  private readonly rights: Rights;
  private readonly names: Names;

  constructor(
    private readonly client: OmeroClient,
    private readonly places: Places,
    private readonly bounds: ScanBounds,
  ) {
    this.rights = new Rights(client);
    this.names = new Names(client);
  }

  async scanned(links: readonly TagLink[]): Promise<Scanned> {
    const { client, places, rights, seen } = this;
    const refused: Refused[] = [];
    const asked = new Set<ImageId>();
    for (const link of links) {
      const why = forged(link);
      if (why) refused.push({ image: link.imageId, why });
      else if (!seen.has(link.imageId)) asked.add(link.imageId);
    }
    const components = await closure(client, asked, this.names);
    const images = components.flatMap((component) => component.images.map(({ id }) => id));
    for (const id of images) seen.add(id);
    const tags = await tagLinks(client, images);
    const accepted = await judged(places, components, tags, rights, refused);
    return { drafts: await drafts(client, accepted, tags, this.bounds.imagesInJob ?? REQUESTS_AT_ONCE), refused };
  }
}

/** The components that somebody has asked for who may. @param components is emptied @param refused takes the others */
async function judged(
  places: Places,
  components: Component[],
  tags: ReadonlyMap<ImageId, readonly TagLink[]>,
  rights: Rights,
  refused: Refused[],
): Promise<Accepted[]> {
  const requests = new Map<ImageId, TagLink[]>();
  for (const [image, links] of tags) {
    const asking = links.filter(({ name }) => name === "TO-ARCHIVE");
    if (asking.length > 0) requests.set(image, asking);
  }
  await rights.know(
    [...requests.values()].flatMap((links) => links.map((link) => askerOf(link).id)),
    components.flatMap(({ images }) => images.map(({ groupId }) => groupId)),
  );
  const accepted: Accepted[] = [];
  // What has become drafts is let go: there may be a hundred thousand files.
  for (let component = components.shift(); component; component = components.shift()) {
    const { images } = component;
    const [first, ...others] = images.filter((image) => requests.has(image.id));
    if (!first) continue; // Tagged and deleted in the meantime.
    const asked = [first, ...others] as const;
    try {
      const asker = whoMay(component, asked, requests, rights);
      accepted.push({ asker, images, asked, files: await draftFiles(places, component) });
    } catch (error) {
      if (!(error instanceof NoRight || error instanceof UnsafePath || error instanceof UnseenFile)) throw error;
      for (const { id } of asked) refused.push({ image: id, why: error.message });
    }
  }
  return accepted;
}

async function drafts(
  client: OmeroClient,
  accepted: readonly Accepted[],
  tags: ReadonlyMap<ImageId, readonly TagLink[]>,
  imagesInJob: number,
): Promise<JobDraft[]> {
  const notes = await notesOf(client, accepted, tags);
  const where = await containers(
    client,
    accepted.flatMap(({ images }) => images.map(({ id }) => id)),
  );
  const jobs = grouped(accepted, ({ asker, asked: [first] }) => `${asker.id} ${first.owner.id} ${first.groupId}`);
  return [...jobs.values()].flatMap((parts) =>
    portions(parts, imagesInJob).map((portion) => draft(portion, notes, where)),
  );
}

/** As many components together as have no more images than a job may; one that has more stands alone. */
function portions(parts: readonly [Accepted, ...Accepted[]], most: number): [Accepted, ...Accepted[]][] {
  const [first, ...others] = parts;
  const found: [Accepted, ...Accepted[]][] = [[first]];
  let images = first.images.length;
  for (const part of others) {
    images += part.images.length;
    if (images <= most) found.at(-1)?.push(part);
    else {
      found.push([part]);
      images = part.images.length;
    }
  }
  return found;
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
    images: parts.flatMap(({ images }) =>
      images.map((image) => ({
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

async function notesOf(
  client: OmeroClient,
  accepted: readonly Accepted[],
  tags: ReadonlyMap<ImageId, readonly TagLink[]>,
): Promise<Map<ImageId, FoundNote[]>> {
  const asked = accepted.flatMap((part) => part.asked.map(({ id }) => id));
  const links = asked.flatMap((id) => tags.get(id) ?? []).filter(({ name }) => name === NOTE);
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
