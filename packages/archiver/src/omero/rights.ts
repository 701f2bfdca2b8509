import { type OmeroClient, unloaded, unwrap } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, Person } from "../domain/ids.js";
import { userNames } from "./people.js";

const ALL = { group: "all" } as const;
const OWNERS =
  "select m.parent.id, m.child.id from GroupExperimenterMap m where m.owner = true and m.parent.id in (:ids)";
const MEMBERS = "select m.child.id, m.id from GroupExperimenterMap m where m.parent.id = :id";

/** What is known of people who are said to have asked. */
export class Rights {
  private constructor(
    private readonly names: ReadonlyMap<ExperimenterId, string>,
    private readonly administrators: ReadonlySet<ExperimenterId>,
    private readonly ownerships: ReadonlySet<string>,
  ) {}

  /** Looks up what these people may, in these groups. */
  static async of(client: OmeroClient, people: Iterable<ExperimenterId>, groups: Iterable<GroupId>): Promise<Rights> {
    const names = await userNames(client, people);
    const ownerships = new Set<string>();
    for await (const [group, user] of client.forIds(OWNERS, new Set(groups), {}, ALL))
      ownerships.add(`${user} ${group}`);
    return new Rights(names, await administratorsAmong(client, new Set(names.keys())), ownerships);
  }

  /** By the name that OMERO has now; undefined for one who is gone. */
  person(id: ExperimenterId): Person | undefined {
    const omeName = this.names.get(id);
    return omeName === undefined ? undefined : { id, omeName };
  }

  /** Whether someone may ask for an image: its owner, an owner of its group, or who may act as anybody. */
  mayAskFor(asker: Person, image: { readonly owner: Person; readonly groupId: GroupId }): boolean {
    return (
      asker.id === image.owner.id ||
      this.ownerships.has(`${asker.id} ${image.groupId}`) ||
      this.administrators.has(asker.id)
    );
  }
}

/** Administrators who may act as others: full ones, and restricted ones with the privilege Sudo. */
async function administratorsAmong(
  client: OmeroClient,
  people: ReadonlySet<ExperimenterId>,
): Promise<Set<ExperimenterId>> {
  const id = Number((await client.admin.getSecurityRoles())?.systemGroupId);
  const members = await client.projection(MEMBERS, { id }, ALL);
  const found = new Set<ExperimenterId>();
  for (const member of new Set(members.map(([user]) => Number(user) as ExperimenterId))) {
    if (!people.has(member)) continue;
    const privileges = await client.admin.getAdminPrivileges(unloaded("Experimenter", member));
    if (privileges.some((privilege) => unwrap(privilege?.value) === "Sudo")) found.add(member);
  }
  return found;
}
