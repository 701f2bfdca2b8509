/** Why work stops when somebody presses Ctrl-C, or the system ends it. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once, which is safe, too. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () =>
      controller.abort(new Stopped("stopped; nothing is lost: run the command again to go on")),
    );
  }
  return controller.signal;
}
