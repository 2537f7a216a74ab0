import { Inject, Injectable } from '@nestjs/common';
import { defineWork } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock, Logger } from '@sentrybox/observability';
import { CLOCK, LOGGER } from '@sentrybox/observability';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { keyLifeHours, RequestKeysRepository } from '../../request-keys';
import { PurgeRepository } from './purge.repository';

const batchSize = 500;
const dayMs = 86_400_000;

/** Deletes analyses that are older than the retention. */
export const purgeAnalyses = defineWork({
  name: 'analysis-gateway.purge-analyses',
  owner: 'analysis-gateway',
  concurrency: 1,
  maxAttempts: 5,
});

export const RETENTION_DAYS = Symbol('RETENTION_DAYS');

/** Goes through the teams, in small transactions: nobody waits for a lock, and what is left is left for the next time. */
@Injectable()
export class PurgeAnalysesWork implements WorkHandler {
  readonly definition = purgeAnalyses;

  constructor(
    private readonly purges: PurgeRepository,
    private readonly keys: RequestKeysRepository,
    private readonly database: Database,
    @Inject(RETENTION_DAYS) private readonly retentionDays: number,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const oldest = firstIdAt(new Date(this.clock.now().getTime() - this.retentionDays * dayMs));
    let deleted = 0;
    for (const teamId of await this.purges.teamsBefore(oldest)) {
      const inTeam = (purge: () => Promise<number>) => this.database.inTeam(teamId, purge);
      for (const purge of [
        () => this.purges.deleteBefore(teamId, oldest, batchSize),
        () => this.purges.deleteDisclosuresBefore(teamId, oldest, batchSize),
        () => this.keys.purge(teamId, keyLifeHours, batchSize),
      ]) {
        for (let batch = batchSize; batch === batchSize;) {
          item.signal.throwIfAborted();
          batch = await inTeam(purge);
          deleted += batch;
        }
      }
    }
    if (deleted > 0) this.logger.info('analyses_purged', { rows: deleted });
    await item.finish();
  }
}

/** The least UUIDv7 of a millisecond. */
function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
