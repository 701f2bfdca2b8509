/** Somebody asked the work to stop. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What threads and the main program tell each other without messages: bytes passed, and whether to stop. */
export class Signals {
  private readonly passed: BigInt64Array;
  private readonly flags: Int32Array;

  constructor(readonly shared = new SharedArrayBuffer(16)) {
    this.passed = new BigInt64Array(shared, 0, 1);
    this.flags = new Int32Array(shared, 8, 1);
  }

  /** Bytes read, by all threads. */
  get bytes(): number {
    return Number(Atomics.load(this.passed, 0));
  }

  pass(bytes: number): void {
    Atomics.add(this.passed, 0, BigInt(bytes));
  }

  /** Work ends at the next block, and what is half made is taken back. */
  stop(): void {
    Atomics.store(this.flags, 0, 1);
  }

  /** @throws Interrupted */
  check(): void {
    if (Atomics.load(this.flags, 0) !== 0) throw new Interrupted("interrupted");
  }
}
