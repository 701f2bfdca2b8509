/** Who asks, in which group: all that permissions depend on. */
export interface Viewer {
  readonly userId: number;
  readonly userName: string;
  /** A member of the group `system`, restricted or not. */
  readonly isAdmin: boolean;
  /** What an administrator may do; all of them of a full one, none of other users. */
  readonly privileges: ReadonlySet<string>;
  readonly memberOf: readonly number[];
  readonly leaderOf: readonly number[];
  /** The session's group. */
  readonly sessionGroup: number;
  /** The group of this call; -1: all that the user may see. */
  readonly callGroup: number;
  readonly sessionUuid: string;
  /** Who works in the user's name. */
  readonly sudoerId?: number;
}
