import { OutcomeWindow } from './outcome-window';

export type CircuitState = 'closed' | 'half_open' | 'open';

/** What a call says about the upstream; `unknown` when it was ended for a reason of ours. */
export type Outcome = 'ok' | 'failed' | 'unknown';

// Twenty calls, so that a lost packet or two on a quiet day do not count as an outage.
const windowMs = 30_000;
const minCalls = 20;
const failureShare = 0.5;
const openMs = 30_000;

/** Permission for one call; given back to {@link Circuit.settle} with the outcome. */
export interface Admission {
  readonly isProbe: boolean;
  readonly generation: number;
}

/**
 * A circuit breaker. Opens when at least half of at least 20 calls of the last 30 s failed; after 30 s lets one call
 * through, whose outcome closes it or keeps it open for as long again.
 *
 * Own code, because cockatiel's SamplingBreaker turns its windows by calls instead of time (one failure a minute opens
 * it after 20 minutes), reads the wall clock, and lets calls wait for the probe instead of refusing them.
 */
export class Circuit {
  private readonly window: OutcomeWindow;
  private openedAtMs: number | undefined;
  private isProbing = false;
  /** Counts openings and closings: a call from before one of them says nothing about the state after it. */
  private generation = 0;

  constructor(
    private readonly monotonicMs: () => number,
    private readonly onChange: (state: 'open' | 'closed') => void = () => undefined,
  ) {
    this.window = new OutcomeWindow(windowMs, monotonicMs);
  }

  get state(): CircuitState {
    if (this.openedAtMs === undefined) {
      return 'closed';
    }
    return this.isProbing || this.waitMs() === 0 ? 'half_open' : 'open';
  }

  /** Until the next probe may go, in milliseconds; 0 when it may now. */
  waitMs(): number {
    return this.openedAtMs === undefined ? 0 : Math.max(0, this.openedAtMs + openMs - this.monotonicMs());
  }

  /** Undefined: no call now. */
  admit(): Admission | undefined {
    if (this.openedAtMs === undefined) {
      return { isProbe: false, generation: this.generation };
    }
    if (this.isProbing || this.waitMs() > 0) {
      return undefined;
    }
    this.isProbing = true;
    return { isProbe: true, generation: this.generation };
  }

  settle({ isProbe, generation }: Admission, outcome: Outcome): void {
    if (generation !== this.generation) {
      return;
    }
    if (isProbe) {
      this.settleProbe(outcome);
    } else if (outcome !== 'unknown') {
      this.window.add(outcome === 'failed');
      const { calls, failures } = this.window.counts();
      if (outcome === 'failed' && calls >= minCalls && failures >= failureShare * calls) {
        this.open();
      }
    }
  }

  private settleProbe(outcome: Outcome): void {
    this.isProbing = false;
    if (outcome === 'failed') {
      this.open();
    } else if (outcome === 'ok') {
      this.openedAtMs = undefined;
      this.generation += 1;
      this.window.clear();
      this.onChange('closed');
    }
  }

  private open(): void {
    this.openedAtMs = this.monotonicMs();
    this.generation += 1;
    this.onChange('open');
  }
}
