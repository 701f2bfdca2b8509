import type { OmeroClient } from "@omero-archiver/omero";
import type { GroupId, Person } from "../domain/ids.js";

/** Sessions as the owners of images, opened when first needed. Whoever makes one closes it. */
export class Owners {
  private readonly sessions = new Map<string, Promise<OmeroClient>>();
  private readonly groupNames = new Map<number, Promise<string>>();

  /** @param client an administrator with the privilege Sudo, an owner of the group, or the owner */
  constructor(private readonly client: OmeroClient) {}

  /**
   * A session of the owner within a group: what it writes belongs to the owner, and stays when the group's permissions change.
   * @throws SecurityViolation where this user may not be the owner
   */
  async as(owner: Person, groupId: GroupId, me: Person): Promise<OmeroClient> {
    if (owner.id === me.id) return this.client;
    const key = `${owner.id} ${groupId}`;
    let session = this.sessions.get(key);
    if (!session) {
      session = this.groupName(groupId).then((group) => this.client.sudo({ omeName: owner.omeName, group }));
      this.sessions.set(key, session);
      session.catch(() => this.sessions.delete(key));
    }
    return session;
  }

  async close(): Promise<void> {
    const open = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of await Promise.allSettled(open))
      if (session.status === "fulfilled") await session.value.close();
  }

  private groupName(groupId: GroupId): Promise<string> {
    let name = this.groupNames.get(groupId);
    if (!name) {
      name = this.client
        .projection("select g.name from ExperimenterGroup g where g.id = :id", { id: groupId })
        .then(([row]) => String(row?.[0] ?? ""));
      this.groupNames.set(groupId, name);
    }
    return name;
  }
}
