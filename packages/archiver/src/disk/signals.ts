/** Somebody asked the work to stop. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What threads and the main program tell each other without messages: bytes passed, how fast they may, and whether to stop. */
export class Signals {
  private readonly passed: BigInt64Array;
  /** When the line is free again for the next bytes (µs since 1970): how a limit is kept by all threads together. */
  private readonly free: BigInt64Array;
  private readonly flags: Int32Array;

  /** @param limit bytes a second, over all threads; absent: none */
  constructor(
    readonly limit?: number,
    readonly shared = new SharedArrayBuffer(24),
  ) {
    this.passed = new BigInt64Array(shared, 0, 1);
    this.free = new BigInt64Array(shared, 8, 1);
    this.flags = new Int32Array(shared, 16, 1);
  }

  /** Bytes read, by all threads. */
  get bytes(): number {
    return Number(Atomics.load(this.passed, 0));
  }

  /** Counts bytes; where there is a limit, waits as long as they should take. For working threads only: it blocks. */
  pass(bytes: number): void {
    Atomics.add(this.passed, 0, BigInt(bytes));
    if (this.limit === undefined) return;
    const now = BigInt(Date.now()) * 1_000n;
    const time = BigInt(Math.ceil((bytes * 1e6) / this.limit));
    for (;;) {
      const before = Atomics.load(this.free, 0);
      const begin = before > now ? before : now;
      if (Atomics.compareExchange(this.free, 0, before, begin + time) !== before) continue;
      Atomics.wait(this.flags, 0, 0, Number(begin + time - now) / 1_000);
      return;
    }
  }

  /** Work ends at the next block, and what is half made is taken back. */
  stop(): void {
    Atomics.store(this.flags, 0, 1);
    Atomics.notify(this.flags, 0);
  }

  /** @throws Interrupted */
  check(): void {
    if (Atomics.load(this.flags, 0) !== 0) throw new Interrupted("interrupted");
  }
}
