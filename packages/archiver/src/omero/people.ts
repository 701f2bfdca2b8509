import type { OmeroClient } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, ImageId, Person } from "../domain/ids.js";
import { grouped } from "./collections.js";

/** What is asked by ids, across all groups. */
export type ById = Pick<OmeroClient, "forIds">;

const ALL = { group: "all" } as const;
// Names are asked for on their own: a join to an owner's name finds nothing when all groups are asked at once. (Measured)
const USERS = "select e.id, e.omeName from Experimenter e where e.id in (:ids)";
const ADDRESSES = "select e.id, e.email from Experimenter e where e.id in (:ids)";
const GROUPS = "select g.id, g.name from ExperimenterGroup g where g.id in (:ids)";
const IMAGES =
  "select i.id, i.details.owner.id, i.details.group.id, i.archived from Image i where i.id in (:ids) order by i.id";

/** Login names; users who are gone are left out. */
export function userNames(source: ById, ids: Iterable<ExperimenterId>): Promise<Map<ExperimenterId, string>> {
  return names(source, USERS, ids);
}

/** Names of users and groups, each asked for once. */
export class Names {
  private readonly users = new Map<ExperimenterId, string>();
  private readonly groups = new Map<GroupId, string>();

  constructor(private readonly source: ById) {}

  /** Login names of these, at least; who is gone is asked for again. */
  ofUsers(ids: Iterable<ExperimenterId>): Promise<ReadonlyMap<ExperimenterId, string>> {
    return this.known(this.users, USERS, ids);
  }

  ofGroups(ids: Iterable<GroupId>): Promise<ReadonlyMap<GroupId, string>> {
    return this.known(this.groups, GROUPS, ids);
  }

  private async known<Id extends number>(known: Map<Id, string>, hql: string, ids: Iterable<Id>) {
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    for (const [id, name] of await names(this.source, hql, unknown)) known.set(id, name);
    return known;
  }
}

/** Mail addresses as users have them in OMERO, whatever that is; those without are left out. */
export async function mailAddresses(source: ById, ids: Iterable<ExperimenterId>): Promise<Map<ExperimenterId, string>> {
  const found = new Map<ExperimenterId, string>();
  for await (const [id, address] of source.forIds(ADDRESSES, new Set(ids), {}, ALL))
    if (typeof address === "string" && address !== "") found.set(Number(id) as ExperimenterId, address.trim());
  return found;
}

async function names<Id extends number>(source: ById, hql: string, ids: Iterable<Id>): Promise<Map<Id, string>> {
  const found = new Map<Id, string>();
  for await (const [id, name] of source.forIds(hql, new Set(ids), {}, ALL)) found.set(Number(id) as Id, String(name));
  return found;
}

/** Whose an image is, and where, as OMERO has it now. */
export interface OwnedImage {
  readonly id: ImageId;
  readonly owner: Person;
  readonly groupId: GroupId;
  /** `Image.archived` */
  readonly archived: boolean;
}

/** Images that are gone, or not to be seen, are left out. */
export async function ownedImages(source: ById, images: Iterable<ImageId>): Promise<OwnedImage[]> {
  const rows: { id: ImageId; owner: ExperimenterId; groupId: GroupId; archived: boolean }[] = [];
  for await (const [id, owner, group, archived] of source.forIds(IMAGES, images, {}, ALL)) {
    rows.push({
      id: Number(id) as ImageId,
      owner: Number(owner) as ExperimenterId,
      groupId: Number(group) as GroupId,
      archived: archived === true,
    });
  }
  const users = await userNames(
    source,
    rows.map((row) => row.owner),
  );
  return rows.map((row) => ({ ...row, owner: { id: row.owner, omeName: users.get(row.owner) ?? "" } }));
}

/** Things by owner and group: what one session as the owner can do. */
export function byOwner<T extends Pick<OwnedImage, "owner" | "groupId">>(things: Iterable<T>): Iterable<[T, ...T[]]> {
  return grouped(things, ({ owner, groupId }) => `${owner.id} ${groupId}`).values();
}
