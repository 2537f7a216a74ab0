import type { Metrics } from '@sentrybox/observability';

export interface LoadLimits {
  readonly maxInFlight: number;
  readonly maxLoopDelayMs: number;
}

/** A request's place among those that are worked on. */
export interface Place {
  /** May be called again; called when the answer is ready, and while a body is awaited, for a slow client does no work here. */
  readonly leave: () => void;
  /** Back at work after `leave`, beyond the limit if need be: the request has been taken. */
  readonly enter: () => void;
}

export type ShedReason = 'in_flight' | 'event_loop';

/**
 * Refuses what could not be answered in time, so that what was taken is. Work beyond the capacity would only wait, for
 * a connection to the database or for the processor, until its client has given up.
 */
export class LoadShedder {
  private inFlight = 0;
  private readonly shed;

  constructor(
    private readonly limits: LoadLimits,
    private readonly loopDelayMs: () => number,
    metrics: Metrics,
  ) {
    this.shed = metrics.counter('http_requests_shed_total', 'Requests refused because of overload.', ['reason']);
    metrics.gauge('http_requests_in_flight', 'Requests that are worked on.', [], () => {
      metrics.gauge('http_requests_in_flight', '').set(this.inFlight);
    });
  }

  /** A place, or why there is none. */
  admit(): Place | ShedReason {
    const reason = this.reasonToShed();
    if (reason !== undefined) {
      this.shed.inc({ reason });
      return reason;
    }
    return this.takePlace();
  }

  private reasonToShed(): ShedReason | undefined {
    if (this.inFlight >= this.limits.maxInFlight) return 'in_flight';
    return this.loopDelayMs() > this.limits.maxLoopDelayMs ? 'event_loop' : undefined;
  }

  private takePlace(): Place {
    let isHeld = false;
    const place = {
      enter: () => {
        if (!isHeld) this.inFlight += 1;
        isHeld = true;
      },
      leave: () => {
        if (isHeld) this.inFlight -= 1;
        isHeld = false;
      },
    };
    place.enter();
    return place;
  }
}
