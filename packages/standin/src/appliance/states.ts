/** How fast a stand-in appliance takes in and replicates; times in ms since a file was put onto the mount. */
export interface Pace {
  /** Before that it knows nothing of the file. */
  readonly known: number;
  /** Before that it is not FINAL. */
  readonly final: number;
  /** Replication states, each with when it is reached, in order. */
  readonly states: readonly { readonly name: string; readonly after: number }[];
}

/** What the appliance says of a file's state at an age (ms); undefined: it does not know it. */
export function stateAt(age: number, pace: Pace): { ingestState: string; replicationState: string } | undefined {
  if (age < pace.known) return undefined;
  const reached = pace.states.filter(({ after }) => age >= after).at(-1);
  return { ingestState: age < pace.final ? "INITIAL" : "FINAL", replicationState: reached?.name ?? "red" };
}
