/**
 * What was found where something was looked at: in order; worth knowing; wrong, so that work would fail or bytes be at risk; not
 * looked at. `advice` says what to do.
 */
export interface Finding {
  readonly is: "ok" | "warning" | "failed" | "not tried";
  /** What was looked at, in a few words. */
  readonly about: string;
  readonly what: string;
  readonly advice?: string;
}

export function ok(about: string, what: string): Finding {
  return { is: "ok", about, what };
}

export function warning(about: string, what: string, advice?: string): Finding {
  return { is: "warning", about, what, ...(advice === undefined ? {} : { advice }) };
}

export function failed(about: string, what: string, advice?: string): Finding {
  return { is: "failed", about, what, ...(advice === undefined ? {} : { advice }) };
}

export function notTried(about: string, what: string): Finding {
  return { is: "not tried", about, what };
}
