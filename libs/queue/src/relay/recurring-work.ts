import type { WorkDefinition } from '@sentrybox/contracts';
import type { QueueMetrics } from '../queue.metrics';
import type { TickStore } from '../store/tick-store';

/**
 * Work of the platform itself that comes again. Its rows belong to the platform's own team (`platformTeamId`), which
 * has no members and no data: the handler works on tables that belong to everybody.
 */
export interface Recurrence {
  readonly work: WorkDefinition;
  /** At least 1. Ticks are whole multiples of it since 1970-01-01 00:00 UTC. */
  readonly everySeconds: number;
  /** Moves the ticks: 3 * 3600 of 86,400 is daily at 03:00 UTC. Default 0. */
  readonly offsetSeconds?: number;
}

/**
 * Makes one row of work per tick, whatever number of processes runs this and however often they are restarted. Ticks
 * that passed while no worker ran are made up for by one: the last. The first start counts as such a pause.
 */
export class RecurringWork {
  constructor(
    private readonly recurrences: readonly Recurrence[],
    private readonly store: TickStore,
    private readonly metrics: QueueMetrics,
  ) {}

  async tick(): Promise<void> {
    for (const { work, everySeconds, offsetSeconds = 0 } of this.recurrences) {
      const isMade = await this.store.tick(work.name, everySeconds, offsetSeconds);
      this.metrics.reconciled('tick', isMade ? 1 : 0);
    }
  }
}
