interface Entry<V> {
  readonly value: V;
  readonly loadedAtMs: number;
}

export interface FreshCacheOptions {
  readonly maxAgeMs: number;
  /** Oldest entries go first beyond this. */
  readonly maxEntries: number;
  readonly clock: { monotonicMs(): number };
}

/**
 * Answers that may be at most `maxAgeMs` old, counted from before the question was asked. Equal questions at the same
 * time are asked once; failures are not remembered. After `drop`, an answer that was on its way is handed to those who
 * waited for it but not kept.
 */
export class FreshCache<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly loading = new Map<string, Promise<V>>();
  private epoch = 0;

  constructor(private readonly options: FreshCacheOptions) {}

  /** What is remembered and fresh; undefined: `get` would have to ask. */
  peek(key: string): V | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || this.options.clock.monotonicMs() - entry.loadedAtMs >= this.options.maxAgeMs) {
      return undefined;
    }
    return entry.value;
  }

  async get(key: string, load: () => Promise<V>): Promise<V> {
    const remembered = this.peek(key);
    if (remembered !== undefined) return remembered;
    const running = this.loading.get(key);
    if (running !== undefined) return running;
    const started = this.loadInto(key, load);
    this.loading.set(key, started);
    try {
      return await started;
    } finally {
      if (this.loading.get(key) === started) this.loading.delete(key);
    }
  }

  /** Forgets the entries that match, and keeps nothing that was asked before now. */
  drop(matches: (key: string, value: V) => boolean = () => true): void {
    this.epoch += 1;
    this.loading.clear();
    for (const [key, entry] of this.entries) if (matches(key, entry.value)) this.entries.delete(key);
  }

  private async loadInto(key: string, load: () => Promise<V>): Promise<V> {
    const { epoch } = this;
    const loadedAtMs = this.options.clock.monotonicMs();
    const value = await load();
    if (epoch === this.epoch) this.keep(key, { value, loadedAtMs });
    return value;
  }

  private keep(key: string, entry: Entry<V>): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    const oldest = this.entries.keys().next();
    if (this.entries.size > this.options.maxEntries && oldest.done !== true) this.entries.delete(oldest.value);
  }
}
