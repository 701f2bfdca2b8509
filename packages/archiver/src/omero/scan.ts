import type { OmeroClient } from "@omero-archiver/omero";
import type { Places } from "../config/configuration.js";
import type { ExperimenterId, ImageId, Person } from "../domain/ids.js";
import type { JobDraft } from "../domain/jobs.js";
import { type ClosureImage, type Component, closure } from "./closure.js";
import { draftFiles } from "./disk.js";
import { combined, notesOf } from "./notes.js";
import { askerIn, TAG_LINKS, type TagLink, tagLink } from "./tags.js";

/** A request that does not become a job by itself, and why. */
export interface Refused {
  readonly image: ImageId;
  readonly why: string;
}

export interface Scanned {
  readonly drafts: readonly JobDraft[];
  readonly refused: readonly Refused[];
}

/** Finds what is tagged TO-ARCHIVE in every group, and makes a draft of a job for each asker, owner and group. */
export async function scan(client: OmeroClient, places: Places): Promise<Scanned> {
  const requests = new Map<ImageId, TagLink>();
  for await (const row of client.pages(
    `${TAG_LINKS} and a.name = 'TO-ARCHIVE' and l.id > :after order by l.id`,
    {},
    { group: "all" },
  )) {
    const link = tagLink(row);
    requests.set(link.imageId, link);
  }
  const components = await closure(client, requests.keys());
  const rights = new Rights(client, await names(client, [...requests.values()]));
  const refused: Refused[] = [];
  const accepted = new Map<string, { asker: Person; components: Component[]; first: ClosureImage }>();
  for (const component of components) {
    const verdict = await judge(component, requests, rights);
    if ("why" in verdict) {
      const asked = component.images.filter((image) => requests.has(image.id));
      refused.push(...asked.map((image) => ({ image: image.id, why: verdict.why })));
      continue;
    }
    const { asker, first } = verdict;
    const key = `${asker.id} ${first.owner.id} ${first.groupId}`;
    const group = accepted.get(key) ?? { asker, components: [], first };
    group.components.push(component);
    accepted.set(key, group);
  }
  const drafts: JobDraft[] = [];
  for (const { asker, components, first } of accepted.values())
    drafts.push(await draft(client, places, asker, first, components));
  return { drafts, refused };
}

/** Who asked for a component, if they may: the tags on its images are text that any user can write. */
async function judge(
  component: Component,
  requests: ReadonlyMap<ImageId, TagLink>,
  rights: Rights,
): Promise<{ asker: Person; first: ClosureImage } | { why: string }> {
  const asked = component.images.filter((image) => requests.has(image.id));
  const [first] = asked as [ClosureImage];
  const link = requests.get(first.id) as TagLink;
  for (const image of asked) {
    const own = requests.get(image.id) as TagLink;
    if (own.ownerId !== image.owner.id)
      return { why: `the tag was not set as the image's owner, ${image.owner.omeName}` };
  }
  const asker = askerIn(link.description) ?? first.owner;
  const name = await rights.nameOf(asker.id);
  if (name === undefined) return { why: `the asker, ${asker.omeName} (${asker.id}), is not known to OMERO any more` };
  for (const image of component.images) {
    if (await rights.mayAskFor(asker.id, image)) continue;
    return {
      why: `${name} may not ask for image ${image.id} of ${image.owner.omeName} in ${image.groupName}, which shares files with it or is it`,
    };
  }
  return { asker: { id: asker.id, omeName: name }, first };
}

/** Who may ask for whose images: owners, administrators, and owners of the group. */
class Rights {
  private readonly leaders = new Map<number, Promise<Set<number>>>();
  private administrators: Promise<Set<number>> | undefined;

  constructor(
    private readonly client: OmeroClient,
    private readonly names: ReadonlyMap<number, string>,
  ) {}

  async nameOf(id: ExperimenterId): Promise<string | undefined> {
    return this.names.get(id);
  }

  async mayAskFor(asker: ExperimenterId, image: ClosureImage): Promise<boolean> {
    if (asker === image.owner.id) return true;
    if ((await this.ownersOf(image.groupId)).has(asker)) return true;
    this.administrators ??= this.members("m.parent.name = 'system'");
    return (await this.administrators).has(asker);
  }

  private ownersOf(groupId: number): Promise<Set<number>> {
    let owners = this.leaders.get(groupId);
    if (!owners) {
      owners = this.members("m.owner = true and m.parent.id = :id", { id: groupId });
      this.leaders.set(groupId, owners);
    }
    return owners;
  }

  private async members(condition: string, parameters: { id?: number } = {}): Promise<Set<number>> {
    const rows = await this.client.projection(
      `select m.child.id, m.id from GroupExperimenterMap m where ${condition}`,
      parameters,
      { group: "all" },
    );
    return new Set(rows.map(([id]) => Number(id)));
  }
}

/** The names of all who are said to have asked, and of the owners. */
async function names(client: OmeroClient, links: readonly TagLink[]): Promise<Map<number, string>> {
  const ids = new Set(
    links.flatMap((link) => [
      link.ownerId,
      ...(askerIn(link.description) ? [askerIn(link.description)?.id as number] : []),
    ]),
  );
  const found = new Map<number, string>();
  for await (const [id, name] of client.forIds(
    "select e.id, e.omeName from Experimenter e where e.id in (:ids)",
    ids,
    {},
    { group: "all" },
  )) {
    found.set(Number(id), String(name));
  }
  return found;
}

async function draft(
  client: OmeroClient,
  places: Places,
  asker: Person,
  first: ClosureImage,
  components: readonly Component[],
): Promise<JobDraft> {
  const images = components.flatMap((component) => component.images);
  const notes = await notesOf(
    client,
    images.map((image) => image.id),
  );
  const where = await containers(
    client,
    images.map((image) => image.id),
  );
  const files = [];
  for (const component of components) files.push(...(await draftFiles(places, component)));
  const expiries = [...notes.values()];
  return {
    kind: "archive",
    asker,
    owner: first.owner,
    group: { id: first.groupId, name: first.groupName },
    note: joined(expiries),
    images: images.map((image) => ({
      id: image.id,
      name: image.name,
      ...(where.get(image.id) ?? {}),
      ...(image.fileset === undefined ? {} : { fileset: image.fileset }),
      owner: image.owner,
      groupId: image.groupId,
      archivedBefore: image.archived,
    })),
    files,
  };
}

function joined(notes: readonly { expiry?: string; description?: string }[]): JobDraft["note"] {
  return combined(
    notes.map((note) => ({
      at: 0,
      pairs: [
        ["expiry", note.expiry ?? "0"],
        ...(note.description ? [["description", note.description] as const] : []),
      ] as [string, string][],
    })),
  );
}

/** In which project and dataset images are, as people look for them; the first of several. */
async function containers(
  client: OmeroClient,
  images: readonly ImageId[],
): Promise<Map<ImageId, { project?: string; dataset?: string }>> {
  const rows =
    "select l.child.id, d.name, p.name from DatasetImageLink l join l.parent d left outer join d.projectLinks pl left outer join pl.parent p where l.child.id in (:ids) order by l.id";
  const found = new Map<ImageId, { project?: string; dataset?: string }>();
  for await (const [id, dataset, project] of client.forIds(rows, images, {}, { group: "all" })) {
    const image = Number(id) as ImageId;
    if (found.has(image)) continue;
    found.set(image, {
      ...(typeof project === "string" ? { project } : {}),
      ...(typeof dataset === "string" ? { dataset } : {}),
    });
  }
  return found;
}
