import { randomBytes } from "node:crypto";
import {
  type ConnectOptions,
  created,
  groupPermissions,
  OmeroClient,
  OmeroError,
  rbool,
  rstring,
  unloaded,
} from "@omero-archiver/omero";
import { fileKeyText } from "../../domain/files.js";
import type { ExperimenterId, GroupId, Person } from "../../domain/ids.js";
import { NotAllowed } from "../administrator.js";

/** What everything that a selftest makes is called, so that the next one finds it. */
export const NAME = "omero-archiver-selftest";

/** All kinds of groups that OMERO has. */
export const KINDS = {
  private: "rw----",
  "read-only": "rwr---",
  "read-annotate": "rwra--",
  "read-write": "rwrw--",
} as const;
export type Kind = keyof typeof KINDS;
export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** Who is in all of the groups: the owner of the images, the owner of the groups, and one who is neither. */
const ROLES = ["owner", "leader", "member"] as const;
export type Role = (typeof ROLES)[number];

/** What an administrator needs for it. (Measured: each is refused without) */
const PRIVILEGES = ["Sudo", "ModifyUser", "ModifyGroup", "ModifyGroupMembership"] as const;

/** @throws NotAllowed naming what is missing */
export async function checkPrivileges(admin: OmeroClient): Promise<void> {
  const { isAdmin, adminPrivileges, userName } = await admin.whoAmI();
  const missing = PRIVILEGES.filter((privilege) => !adminPrivileges.includes(privilege));
  if (isAdmin && missing.length === 0) return;
  throw new NotAllowed(
    `a selftest makes users and groups of its own, and acts as them: it needs a full administrator of OMERO, or one with the privileges ${PRIVILEGES.join(", ")}; ${userName} ${isAdmin ? `lacks ${missing.join(", ")}` : "is no administrator"}. Name another with --user`,
  );
}

/** Users and groups of a selftest's own. Their passwords are new each time, and nobody learns them. */
export class World {
  private readonly groups = new Map<Kind, GroupId>();
  private readonly people = new Map<Role, Person & { readonly password: string }>();

  /** @param server where it is, for logins of its users */
  constructor(
    readonly admin: OmeroClient,
    private readonly server: Omit<ConnectOptions, "login">,
  ) {}

  /** Makes what is not there; what an earlier selftest had to leave is taken up. @throws OmeroError, NotAllowed */
  async make(): Promise<void> {
    const { admin } = this;
    const groups = await this.found("select g.name, g.id from ExperimenterGroup g where g.name in (:names)", ALL_KINDS);
    for (const kind of ALL_KINDS) {
      const id = groups.get(named(kind)) ?? (await this.makeGroup(kind));
      const shown = await admin.admin.getGroup(id);
      const bits = (of: unknown) => Number(of) & 0x777;
      const { perm1 } = groupPermissions(KINDS[kind]);
      if (bits(shown?.details?.permissions?.perm1) !== bits(perm1))
        throw new NotAllowed(`the group ${named(kind)} is not ${KINDS[kind]}, as a selftest's is: remove or rename it`);
      this.groups.set(kind, id as GroupId);
    }
    const users = await this.found("select e.omeName, e.id from Experimenter e where e.omeName in (:names)", ROLES);
    for (const role of ROLES) {
      const password = randomBytes(24).toString("base64url");
      const known = users.get(named(role));
      const id = known ?? (await this.makeUser(role, password));
      if (known !== undefined) {
        await admin.admin.changeUserPassword(named(role), rstring(password));
        await admin.admin.addGroups(unloaded("Experimenter", known), await this.allGroups());
      }
      this.people.set(role, { id: id as ExperimenterId, omeName: named(role), password });
    }
    for (const id of this.groups.values())
      await admin.admin.addGroupOwners(unloaded("ExperimenterGroup", id), [
        unloaded("Experimenter", this.person("leader").id),
      ]);
  }

  group(kind: Kind): { readonly id: GroupId; readonly name: string } {
    return { id: this.groups.get(kind) as GroupId, name: named(kind) };
  }

  get groupIds(): GroupId[] {
    return [...this.groups.values()];
  }

  person(role: Role): Person & { readonly password: string } {
    return this.people.get(role) as Person & { readonly password: string };
  }

  /** A session of one of them, by password, in one of the groups. */
  logIn(role: Role, kind: Kind): Promise<OmeroClient> {
    const { omeName, password } = this.person(role);
    return this.connect({ user: omeName, password, group: named(kind) });
  }

  /** Any login at the same server. */
  connect(login: ConnectOptions["login"]): Promise<OmeroClient> {
    return OmeroClient.connect({ ...this.server, login });
  }

  /** Removes all that is in the groups, as its owner. @returns the keys (`managed:12`) that its files may have had on disk */
  async clear(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for (const [kind, group] of this.groups) {
      await using owner = await this.logIn("owner", kind);
      const inGroup = async (type: string, but = "") => {
        const hql = `select o.id from ${type} o where o.details.group.id = :group ${but} order by o.id`;
        return (await owner.projection(hql, { group }, { group })).map(([id]) => Number(id));
      };
      for (const id of await inGroup("OriginalFile"))
        for (const kind of ["managed", "original"] as const) keys.add(fileKeyText({ kind, id }));
      for (const id of await inGroup("Pixels"))
        for (const kind of ["pixels", "pyramid"] as const) keys.add(fileKeyText({ kind, id }));
      await owner.delete(
        { Project: await inGroup("Project"), Dataset: await inGroup("Dataset"), Image: await inGroup("Image") },
        { group },
      );
      // Files of images have gone with them; those of a selftest that was cut off before it made the image have not.
      const files = await inGroup("OriginalFile", "and (o.mimetype is null or o.mimetype != 'Directory')");
      await owner.delete({ OriginalFile: files }, { group });
    }
    return keys;
  }

  /**
   * Removes users and groups. OMERO lets go of none that its log of events names: those stay for the next selftest, and can't
   * log in, as nobody knows their passwords, and they are no members of the group of active users.
   * @returns the names of those that stay
   */
  async remove(): Promise<string[]> {
    const { admin } = this;
    const stay: string[] = [];
    const active = unloaded("ExperimenterGroup", await this.activeUsers());
    for (const { id, omeName } of this.people.values()) {
      const user = unloaded("Experimenter", id);
      await admin.admin.removeGroups(user, [active]);
      if (!(await lets(admin.admin.deleteExperimenter(user)))) stay.push(omeName);
    }
    for (const [kind, id] of this.groups)
      if (!(await lets(admin.admin.deleteGroup(unloaded("ExperimenterGroup", id))))) stay.push(named(kind));
    return stay;
  }

  private async found(hql: string, parts: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.admin.projection(hql, { names: parts.map(named) });
    return new Map(rows.map(([name, id]) => [String(name), Number(id)]));
  }

  private async makeGroup(kind: Kind): Promise<number> {
    const details = { $type: "::omero::model::Details", permissions: groupPermissions(KINDS[kind]) } as const;
    const group = created("ExperimenterGroup", { name: rstring(named(kind)), ldap: rbool(false), details });
    return Number(await this.admin.admin.createGroup(group));
  }

  private async makeUser(role: Role, password: string): Promise<number> {
    const user = created("Experimenter", {
      omeName: rstring(named(role)),
      firstName: rstring("Selftest"),
      lastName: rstring(role),
      ldap: rbool(false),
    });
    const [first, ...others] = await this.allGroups();
    return Number(
      await this.admin.admin.createExperimenterWithPassword(user, rstring(password), first ?? null, others),
    );
  }

  /** The groups of this world, and that of active users, which OMERO adds for nobody. */
  private async allGroups() {
    return [...this.groupIds, await this.activeUsers()].map((id) => unloaded("ExperimenterGroup", id));
  }

  private async activeUsers(): Promise<number> {
    return Number((await this.admin.admin.getSecurityRoles())?.userGroupId);
  }
}

function named(part: string): string {
  return `${NAME}-${part}`;
}

/** Whether OMERO does it, or refuses. */
async function lets(asked: Promise<void>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof OmeroError) return false;
    throw error;
  }
}
