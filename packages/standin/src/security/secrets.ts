import type { Store } from "../store/store.js";
import { grants } from "./permissions.js";
import type { Viewer } from "./viewer.js";

/**
 * A text that not everybody is shown. `of` is the column that says whose it is: `related` texts are shown to those who have
 * to do with that user, `private` ones to himself and to administrators who may read sessions. Others are shown `instead`.
 */
export interface Secret {
  readonly of: string;
  readonly shownTo: "related" | "private";
  readonly instead: string | null;
}

const MASKED_UUID = "********-****-****-****-*************";
const NAME: Secret = { of: "id", shownTo: "related", instead: "<hidden>" };
const DETAIL: Secret = { of: "id", shownTo: "related", instead: null };

const SECRETS: Readonly<Record<string, Secret>> = {
  "Experimenter.omeName": NAME,
  "Experimenter.firstName": NAME,
  "Experimenter.middleName": DETAIL,
  "Experimenter.lastName": NAME,
  "Experimenter.institution": DETAIL,
  "Experimenter.email": DETAIL,
  "Session.uuid": { of: "owner", shownTo: "private", instead: MASKED_UUID },
  "Node.uuid": { of: "-1", shownTo: "private", instead: MASKED_UUID },
  "Node.conn": { of: "-1", shownTo: "private", instead: "<hidden>" },
};

/** @param table the root of the entity's hierarchy */
export function secretOf(table: string, field: string): Secret | undefined {
  return SECRETS[`${table}.${field}`];
}

/** Users whose names everybody is shown. */
const PUBLIC = new Set([0, 1]);
const USER_GROUP = 1;

/**
 * Tells what of others' texts a viewer is shown: everything of users with whom he shares a group that is neither `user` nor
 * private; administrators and owners of any group see all (measured on OMERO 5.6).
 */
export class Discretion {
  private fellows?: ReadonlySet<number>;

  constructor(
    private readonly store: Store,
    private readonly viewer: Viewer,
  ) {}

  shown(secret: Secret, ownerId: number, text: string | null): string | null {
    return text === null || this.mayRead(secret, ownerId) ? text : secret.instead;
  }

  private mayRead(secret: Secret, ownerId: number): boolean {
    const { viewer } = this;
    if (ownerId === viewer.userId) return true;
    if (secret.shownTo === "private") return viewer.privileges.has("ReadSession");
    if (viewer.isAdmin || viewer.leaderOf.length > 0 || PUBLIC.has(ownerId)) return true;
    this.fellows ??= this.findFellows();
    return this.fellows.has(ownerId);
  }

  private findFellows(): Set<number> {
    const groups = this.viewer.memberOf.filter((id) => {
      const permissions = Number(this.store.row("ExperimenterGroup", id)?.permissions ?? 0);
      return id !== USER_GROUP && grants(permissions, "group", "read");
    });
    return new Set(
      groups.flatMap((parent) =>
        this.store.where("GroupExperimenterMap", { parent }).map((row) => row.child as number),
      ),
    );
  }
}
