import { type OmeroClient, unloaded, unwrap } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, Person } from "../domain/ids.js";
import { userNames } from "./people.js";

const ALL = { group: "all" } as const;
const OWNERS =
  "select m.parent.id, m.child.id from GroupExperimenterMap m where m.owner = true and m.parent.id in (:ids)";
const MEMBERS = "select m.child.id, m.id from GroupExperimenterMap m where m.parent.id = :id";

/** What people who are said to have asked may do: looked up once for each of them, and for each group. */
export class Rights {
  private readonly names = new Map<ExperimenterId, string | undefined>();
  private readonly groups = new Set<GroupId>();
  private readonly administrators = new Set<ExperimenterId>();
  private readonly ownerships = new Set<string>();

  constructor(private readonly client: OmeroClient) {}

  /** Looks up what of these is not known yet. */
  async know(people: Iterable<ExperimenterId>, groups: Iterable<GroupId>): Promise<void> {
    const newGroups = [...new Set(groups)].filter((id) => !this.groups.has(id));
    for await (const [group, user] of this.client.forIds(OWNERS, newGroups, {}, ALL))
      this.ownerships.add(`${user} ${group}`);
    for (const id of newGroups) this.groups.add(id);
    const newPeople = [...new Set(people)].filter((id) => !this.names.has(id));
    if (newPeople.length === 0) return;
    const names = await userNames(this.client, newPeople);
    for (const id of newPeople) this.names.set(id, names.get(id));
    for (const id of await administratorsAmong(this.client, new Set(names.keys()))) this.administrators.add(id);
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
