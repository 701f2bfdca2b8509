import { created, groupPermissions, type OmeroClient, rbool, rstring, unloaded } from "@omero-archiver/omero";

/** Who lives in the demo world. Passwords are `<login>-demo`: nobody's secrets. */
export interface Person {
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The first is the default group. */
  readonly groups: readonly string[];
}

interface Group {
  readonly name: string;
  /** rw---- private, rwr--- read-only, rwra-- read-annotate, rwrw-- read-write */
  readonly permissions: string;
  readonly owner: string;
}

const GROUPS: readonly Group[] = [
  { name: "cell-biology", permissions: "rwr---", owner: "ada" },
  { name: "neuroscience", permissions: "rw----", owner: "ben" },
  { name: "screening", permissions: "rwra--", owner: "chen" },
  { name: "teaching", permissions: "rwrw--", owner: "dora" },
];

export const PEOPLE: readonly Person[] = [
  { login: "ada", firstName: "Ada", lastName: "Abel", groups: ["cell-biology", "screening"] },
  { login: "ben", firstName: "Ben", lastName: "Brandt", groups: ["neuroscience", "cell-biology"] },
  { login: "chen", firstName: "Chen", lastName: "Cao", groups: ["screening", "teaching"] },
  { login: "dora", firstName: "Dora", lastName: "Dahl", groups: ["teaching", "cell-biology"] },
];

/** The restricted administrator as whom the archiver works: it reads all, may be anybody, and by itself changes nothing. */
export const ARCHIVER = { login: "archiver", firstName: "Archive", lastName: "Robot", privilege: "Sudo" } as const;

export function demoPassword(login: string): string {
  return `${login}-demo`;
}

/** Makes groups and users as an administrator does; gives the groups' ids by name. */
export async function makePeople(root: OmeroClient): Promise<ReadonlyMap<string, number>> {
  const groups = new Map<string, number>();
  for (const { name, permissions } of GROUPS) {
    const details = {
      $type: "::omero::model::Details",
      permissions: groupPermissions(permissions),
    } as const;
    const id = await root.admin.createGroup(
      created("ExperimenterGroup", { name: rstring(name), ldap: rbool(false), details }),
    );
    groups.set(name, Number(id));
  }
  const user = unloaded("ExperimenterGroup", Number((await root.admin.getSecurityRoles())?.userGroupId));
  const people = new Map<string, number>();
  for (const person of PEOPLE) {
    const [first, ...others] = person.groups.map((name) => unloaded("ExperimenterGroup", groups.get(name) ?? -1));
    const id = await root.admin.createExperimenterWithPassword(
      experimenter(person),
      rstring(demoPassword(person.login)),
      first ?? null,
      [...others, user],
    );
    people.set(person.login, Number(id));
  }
  for (const { name, owner } of GROUPS) {
    await root.admin.addGroupOwners(unloaded("ExperimenterGroup", groups.get(name) ?? -1), [
      unloaded("Experimenter", people.get(owner) ?? -1),
    ]);
  }
  const privilege = {
    $type: "::omero::model::AdminPrivilege",
    loaded: true,
    value: rstring(ARCHIVER.privilege),
  } as const;
  await root.admin.createRestrictedSystemUserWithPassword(
    experimenter(ARCHIVER),
    [privilege],
    rstring(demoPassword(ARCHIVER.login)),
  );
  return groups;
}

function experimenter({ login, firstName, lastName }: Pick<Person, "login" | "firstName" | "lastName">) {
  return created("Experimenter", {
    omeName: rstring(login),
    firstName: rstring(firstName),
    lastName: rstring(lastName),
    email: rstring(`${login}@example.org`),
    ldap: rbool(false),
  });
}
