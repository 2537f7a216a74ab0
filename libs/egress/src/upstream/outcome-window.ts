const bucketMs = 1_000;

interface Bucket {
  readonly startedAtMs: number;
  calls: number;
  failures: number;
}

/** Counts calls and failures of the last `windowMs`, exact to one second. Memory: one bucket per second with a call. */
export class OutcomeWindow {
  private buckets: Bucket[] = [];

  constructor(
    private readonly windowMs: number,
    private readonly monotonicMs: () => number,
  ) {}

  add(isFailure: boolean): void {
    const bucket = this.current();
    bucket.calls += 1;
    bucket.failures += isFailure ? 1 : 0;
  }

  counts(): { readonly calls: number; readonly failures: number } {
    this.forgetOld();
    let calls = 0;
    let failures = 0;
    for (const bucket of this.buckets) {
      calls += bucket.calls;
      failures += bucket.failures;
    }
    return { calls, failures };
  }

  clear(): void {
    this.buckets = [];
  }

  private current(): Bucket {
    this.forgetOld();
    const startedAtMs = Math.floor(this.monotonicMs() / bucketMs) * bucketMs;
    const last = this.buckets.at(-1);
    if (last?.startedAtMs === startedAtMs) {
      return last;
    }
    const made = { startedAtMs, calls: 0, failures: 0 };
    this.buckets.push(made);
    return made;
  }

  private forgetOld(): void {
    const oldestMs = this.monotonicMs() - this.windowMs;
    while ((this.buckets[0]?.startedAtMs ?? Infinity) <= oldestMs) {
      this.buckets.shift();
    }
  }
}
