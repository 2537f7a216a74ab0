import { EgressError } from '../egress.errors';
import { Circuit } from './circuit';
import type { Admission, CircuitState, Outcome } from './circuit';
import { Pauses } from './pauses';
import { RetryBudget } from './retry-budget';
import { Slots } from './slots';

export interface UpstreamClock {
  now(): Date;
  monotonicMs(): number;
}

/** Requests to one upstream at a time, and those that may wait for a place. */
const maxConcurrent = 32;
const maxQueued = 64;
/** A place that is not free by then means that the upstream is slower than what is asked of it. */
const maxQueueMs = 2_000;

/** One request on its way. */
export interface Visit {
  /** Told once, when the head of the answer is there. */
  answered(status: number, retryAfter: string | undefined): void;
  /** Ends the visit; only the first call counts. `ok` after a 5xx answer is a failure. */
  leave(outcome: Outcome): void;
}

/** Health and limits of one origin, shared by everything in this process that asks it. */
export class Upstream {
  private readonly circuit: Circuit;
  private readonly pauses: Pauses;
  private readonly slots = new Slots(maxConcurrent, maxQueued);
  readonly retryBudget = new RetryBudget();

  constructor(clock: UpstreamClock, onCircuitChange?: (state: 'open' | 'closed') => void) {
    this.circuit = new Circuit(() => clock.monotonicMs(), onCircuitChange);
    this.pauses = new Pauses(
      () => clock.monotonicMs(),
      () => clock.now(),
    );
  }

  get state(): CircuitState {
    return this.circuit.state;
  }

  /** No request is under way or waits. */
  get isIdle(): boolean {
    return this.slots.isIdle;
  }

  /**
   * Waits for a place.
   * @throws EgressError `rate_limited` (the upstream asked to wait), `circuit_open` (it failed too often) or `busy` (no
   *   place in time), all without a connection; the signal's reason when the caller stopped.
   */
  async enter(account: string, signal: AbortSignal): Promise<Visit> {
    this.refuseEarly(account);
    const release = await this.slots.take(maxQueueMs, signal);
    if (release === undefined) {
      throw new EgressError('busy', { retryAfterSeconds: 1 });
    }
    try {
      // Asked for a second time: the upstream may have become sick while this request stood in the queue.
      this.refuseEarly(account);
      const admission = this.circuit.admit();
      if (admission === undefined) {
        throw this.isOpen();
      }
      return this.visit(account, admission, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  private refuseEarly(account: string): void {
    const waitSeconds = this.pauses.waitSeconds(account);
    if (waitSeconds !== undefined) {
      throw new EgressError('rate_limited', { retryAfterSeconds: waitSeconds });
    }
    if (this.circuit.state === 'open') {
      throw this.isOpen();
    }
  }

  private isOpen(): EgressError {
    return new EgressError('circuit_open', {
      retryAfterSeconds: Math.max(1, Math.ceil(this.circuit.waitMs() / 1_000)),
    });
  }

  private visit(account: string, admission: Admission, release: () => void): Visit {
    let isServerFault = false;
    let isOver = false;
    return {
      answered: (status, retryAfter) => {
        isServerFault = status >= 500;
        this.pauses.note(account, status, retryAfter);
      },
      leave: (outcome) => {
        if (isOver) {
          return;
        }
        isOver = true;
        this.circuit.settle(admission, outcome === 'ok' && isServerFault ? 'failed' : outcome);
        release();
      },
    };
  }
}
