/** What one check came to. */
export type Outcome =
  | { readonly is: "ok" }
  | { readonly is: "failed"; readonly cause: string }
  | { readonly is: "not tried"; readonly why: string };

export interface Check {
  readonly story: string;
  readonly name: string;
  readonly outcome: Outcome;
}

/** One check of a story: it throws where something is not as it has to be. */
export type Step = readonly [name: string, play: () => Promise<void>];

/** Something was not as it has to be. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

/** @throws Unexpected saying what was found instead */
export function expect(what: string, found: unknown, wanted: unknown): void {
  const [is, ought] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (is !== ought) throw new Unexpected(`${what}: ${is} instead of ${ought}`);
}

/** Plays stories, and keeps what their checks came to. */
export class Checks {
  private readonly kept: Check[] = [];

  /** @param tell is told of each check when it is over @param signal stops before the next one */
  constructor(
    private readonly tell: (check: Check) => void,
    private readonly signal: AbortSignal,
  ) {}

  get done(): readonly Check[] {
    return this.kept;
  }

  /**
   * Plays a story's checks one after the other. After one that has failed the others have nothing to stand on.
   * @param whyNot it can't be played at all, and why
   * @returns whether all of it is ok
   * @throws the signal's reason
   */
  async play(story: string, steps: readonly Step[], whyNot?: string): Promise<boolean> {
    let why = whyNot;
    for (const [name, play] of steps) {
      this.signal.throwIfAborted();
      const outcome = why === undefined ? await outcomeOf(play) : ({ is: "not tried", why } as const);
      this.signal.throwIfAborted();
      if (outcome.is === "failed") why = `"${name}" has failed`;
      const check = { story, name, outcome };
      this.kept.push(check);
      this.tell(check);
    }
    return why === undefined;
  }
}

async function outcomeOf(play: () => Promise<void>): Promise<Outcome> {
  try {
    await play();
    return { is: "ok" };
  } catch (error) {
    return { is: "failed", cause: error instanceof Error ? error.message : String(error) };
  }
}
