/** Who lives in the demo world. Passwords are `<login>-demo`; nobody's secrets. */
export interface Person {
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The first is the default group. */
  readonly groups: readonly string[];
}

export interface Group {
  readonly name: string;
  /** As OMERO writes them: rw---- private, rwr--- read-only, rwra-- read-annotate, rwrw-- read-write. */
  readonly permissions: string;
  readonly owners: readonly string[];
}

export const GROUPS: readonly Group[] = [
  { name: "cell-biology", permissions: "rwr---", owners: ["ada"] },
  { name: "neuroscience", permissions: "rw----", owners: ["ben"] },
  { name: "screening", permissions: "rwra--", owners: ["chen"] },
  { name: "teaching", permissions: "rwrw--", owners: ["dora"] },
];

export const PEOPLE: readonly Person[] = [
  { login: "ada", firstName: "Ada", lastName: "Abel", groups: ["cell-biology", "screening"] },
  { login: "ben", firstName: "Ben", lastName: "Brandt", groups: ["neuroscience", "cell-biology"] },
  { login: "chen", firstName: "Chen", lastName: "Cao", groups: ["screening", "teaching"] },
  { login: "dora", firstName: "Dora", lastName: "Dahl", groups: ["teaching", "cell-biology"] },
];

/** The restricted administrator as whom the archiver works: it may be anybody, and by itself change nothing. */
export const ARCHIVER = { login: "archiver", firstName: "Archive", lastName: "Robot", privileges: ["Sudo"] } as const;

export function demoPassword(login: string): string {
  return `${login}-demo`;
}
