import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { Logger } from '@sentrybox/observability';
import { LOGGER } from '@sentrybox/observability';
import { CountedDrift } from './counted-drift';
import type { Drift, DriftLog } from './drift-log';

interface DriftRow {
  readonly plugin: string;
  readonly count: number;
  readonly field: string;
  readonly lastAt: Date;
}

/** Drift as all replicas have seen it: counted here, and kept where every replica and the next start find it. */
@Injectable()
export class StoredDrift implements DriftLog {
  constructor(
    private readonly counted: CountedDrift,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does not wait for the row: an answer must not hang on it. */
  record(plugin: string, field: string, at: Date): void {
    this.counted.record(plugin, field, at);
    this.database
      .execute(
        `insert into analysis.plugin_drift (plugin, count, field, last_at) values ($1, 1, $2, $3)
         on conflict (plugin) do update set count = plugin_drift.count + 1, field = $2, last_at = $3`,
        [plugin, field.slice(0, 200), at],
      )
      .catch((error: unknown) => {
        this.logger.warn('drift_not_stored', { plugin, error });
      });
  }

  async all(): Promise<ReadonlyMap<string, Drift>> {
    const rows = await this.database.query<DriftRow>(
      `select plugin, count, field, last_at as "lastAt" from analysis.plugin_drift`,
    );
    return new Map(rows.map(({ plugin, ...drift }) => [plugin, drift]));
  }
}
