import type { Clock } from '@sentrybox/observability';

interface Entry<T> {
  readonly value: Promise<T>;
  readonly untilMs: number;
}

/** Public lists that a plugin fetches whole: one value per address, kept for a while, fetched once for all who wait. */
export class Kept<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly lifeMs: number) {}

  /** @param fetch a failure of it is handed to all who wait, and not kept */
  async get(key: string, clock: Clock, fetch: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known !== undefined && known.untilMs > clock.monotonicMs()) return await known.value;
    const value = fetch();
    this.entries.set(key, { value, untilMs: clock.monotonicMs() + this.lifeMs });
    try {
      return await value;
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }
}
