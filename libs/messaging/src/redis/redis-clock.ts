/** Seconds and microseconds as Redis' TIME gives them. */
export type RedisTime = readonly [seconds: number, microseconds: number];

/**
 * What time it is in Redis, the one clock by which deadlines are set and judged: two hosts never compare theirs.
 * Between two samples the monotonic clock of this process goes on. A sample was taken somewhere between sending the
 * command and reading its reply, so the time is known within one round trip: use the earliest bound to set a deadline,
 * the latest to judge one, and nothing is ever served late.
 */
export class RedisClock {
  private sample: { readonly redisMs: number; readonly sentMs: number; readonly readMs: number } | undefined;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  /** @param sentMs monotonic time at which the command that returned `time` was sent. */
  observe([seconds, microseconds]: RedisTime, sentMs: number): void {
    this.sample = { redisMs: seconds * 1_000 + microseconds / 1_000, sentMs, readMs: this.monotonicMs() };
  }

  /** Age of the newest sample in milliseconds; infinite without one. */
  get sampleAgeMs(): number {
    return this.sample === undefined ? Infinity : this.monotonicMs() - this.sample.readMs;
  }

  /** Milliseconds since 1970; Redis' clock shows this or more. Undefined without a sample. */
  earliestMs(): number | undefined {
    return this.sample && Math.floor(this.sample.redisMs + this.monotonicMs() - this.sample.readMs);
  }

  /** Milliseconds since 1970; Redis' clock shows this or less. Undefined without a sample. */
  latestMs(): number | undefined {
    return this.sample && Math.ceil(this.sample.redisMs + this.monotonicMs() - this.sample.sentMs);
  }

  now(): number {
    return this.monotonicMs();
  }
}
