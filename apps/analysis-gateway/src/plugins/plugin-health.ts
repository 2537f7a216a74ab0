import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { PluginErrorCode } from '@sentrybox/contracts';

/** How the last scheduled check of a plugin under the platform's settings went. */
export interface Health {
  readonly plugin: string;
  readonly checkedAt: Date;
  readonly isHealthy: boolean;
  readonly errorCode: PluginErrorCode | null;
}

/** The last check of each plugin, as all replicas know it. */
@Injectable()
export class PluginHealth {
  constructor(private readonly database: Database) {}

  async record({ plugin, checkedAt, isHealthy, errorCode }: Health): Promise<void> {
    await this.database.execute(
      `insert into analysis.plugin_health (plugin, checked_at, is_healthy, error_code) values ($1, $2, $3, $4)
       on conflict (plugin) do update set checked_at = $2, is_healthy = $3, error_code = $4`,
      [plugin, checkedAt, isHealthy, errorCode],
    );
  }

  async all(): Promise<ReadonlyMap<string, Health>> {
    const rows = await this.database.query<Health>(
      `select plugin, checked_at as "checkedAt", is_healthy as "isHealthy", error_code as "errorCode"
       from analysis.plugin_health`,
    );
    return new Map(rows.map((row) => [row.plugin, row]));
  }
}
