import { type OmeroClient, OmeroError, SessionExpired, type WhoAmI } from "@omero-archiver/omero";
import type { ExperimenterId, GroupId, Person } from "../domain/ids.js";

/** This user may not act for that owner. */
export class NotTheirs extends Error {
  override readonly name = "NotTheirs";
}

/** Sessions as the owners of images, opened when first needed. Whoever makes one of these closes it. */
export class Owners {
  private readonly sessions = new Map<string, Promise<OmeroClient>>();
  private readonly groupNames = new Map<GroupId, Promise<string>>();
  private user: Promise<WhoAmI> | undefined;

  constructor(readonly client: OmeroClient) {}

  /** The user whose session it all starts from. */
  async me(): Promise<Person> {
    const { userId, userName } = await this.whoAmI();
    return { id: userId as ExperimenterId, omeName: userName };
  }

  /**
   * A session of the owner within a group: what it writes belongs to the owner, and stays when the group's permissions change.
   * @throws NotTheirs where the user is neither the owner, nor an owner of the group, nor an administrator with privilege Sudo
   */
  async as(owner: Person, group: GroupId): Promise<OmeroClient> {
    const { userId, userName, leaderOfGroups, adminPrivileges } = await this.whoAmI();
    if (owner.id === userId) return this.client;
    if (!leaderOfGroups.includes(group) && !adminPrivileges.includes("Sudo")) {
      throw new NotTheirs(
        `it is ${owner.omeName}'s; ${userName} is no owner of the group it is in, and no administrator with the privilege Sudo`,
      );
    }
    const key = `${owner.id} ${group}`;
    let session = this.sessions.get(key);
    if (!session) {
      session = this.open(owner, group);
      this.sessions.set(key, session);
    }
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of await Promise.allSettled(open))
      if (session.status === "fulfilled") await session.value.close();
  }

  private async open(owner: Person, group: GroupId): Promise<OmeroClient> {
    const name = await this.groupName(group);
    try {
      return await this.client.sudo({ omeName: owner.omeName, group: name });
    } catch (cause) {
      if (!(cause instanceof OmeroError) || cause instanceof SessionExpired) throw cause;
      throw new NotTheirs(`${(await this.me()).omeName} can't act as ${owner.omeName} in ${name}: ${cause.message}`, {
        cause,
      });
    }
  }

  private whoAmI(): Promise<WhoAmI> {
    this.user ??= this.client.whoAmI().catch((error: unknown) => {
      this.user = undefined; // The next one asks again.
      throw error;
    });
    return this.user;
  }

  private groupName(id: GroupId): Promise<string> {
    let name = this.groupNames.get(id);
    if (!name) {
      name = this.client
        .projection("select g.name from ExperimenterGroup g where g.id = :id", { id })
        .then(([row]) => String(row?.[0] ?? ""));
      this.groupNames.set(id, name);
    }
    return name;
  }
}
