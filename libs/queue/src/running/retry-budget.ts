/** Retries per first attempt. */
const ratio = 0.1;
const slices = 6;

interface Slice {
  readonly endsAt: number;
  firsts: number;
  retries: number;
}

/**
 * How many retries one process may add to the load of a kind of work: a tenth of the first attempts of the last
 * `windowMs`, or `floor` if that is more. When an upstream is down, everything fails and every retry fails too: without
 * a limit it would get several times the load that it could not bear.
 */
export class RetryBudget {
  private readonly byKind = new Map<string, Slice[]>();

  /** @param now a monotonic clock in milliseconds. */
  constructor(
    private readonly windowMs: number,
    private readonly floor: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A piece of work is tried for the first time. */
  firstAttempt(kind: string): void {
    this.current(kind).firsts += 1;
  }

  /** Takes one retry from the budget. @returns false when it is spent: the retry has to wait for much longer. */
  take(kind: string): boolean {
    const current = this.current(kind);
    const window = this.byKind.get(kind) ?? [];
    const firsts = window.reduce((sum, slice) => sum + slice.firsts, 0);
    const retries = window.reduce((sum, slice) => sum + slice.retries, 0);
    if (retries >= Math.max(this.floor, Math.floor(firsts * ratio))) return false;
    current.retries += 1;
    return true;
  }

  private current(kind: string): Slice {
    const now = this.now();
    const kept = (this.byKind.get(kind) ?? []).filter(({ endsAt }) => endsAt > now - this.windowMs);
    let last = kept.at(-1);
    if (last === undefined || last.endsAt <= now) {
      last = { endsAt: now + this.windowMs / slices, firsts: 0, retries: 0 };
      kept.push(last);
    }
    this.byKind.set(kind, kept);
    return last;
  }
}
