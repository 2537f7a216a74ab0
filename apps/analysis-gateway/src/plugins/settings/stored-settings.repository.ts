import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { z } from 'zod';

/** Of a team, or, with null, of the platform. */
export type SettingsOwner = string | null;

export interface StoredSetting {
  readonly id: string;
  readonly plugin: string;
  readonly name: string;
  readonly value: string | number | boolean | null;
  /** A secret; then there is no value. */
  readonly sealed: string | null;
}

const valueSchema = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** Every question about stored values of plugins. Those of a team need its transaction. */
@Injectable()
export class StoredSettingsRepository {
  constructor(private readonly database: Database) {}

  async all(owner: SettingsOwner): Promise<StoredSetting[]> {
    const rows = await this.database.query<StoredSetting>(
      `select id, plugin, name, value, sealed from ${placeOf(owner).table} ${owner === null ? '' : 'where team_id = $1'}`,
      owner === null ? [] : [owner],
    );
    return rows.map((row) => ({ ...row, value: valueSchema.parse(row.value) }));
  }

  async save(owner: SettingsOwner, row: StoredSetting, now: Date): Promise<void> {
    const { table, columns, conflict } = placeOf(owner);
    await this.database.execute(
      `insert into ${table} (${columns}id, plugin, name, value, sealed, updated_at)
       values (${owner === null ? '' : '$7, '}$1, $2, $3, $4, $5, $6)
       on conflict (${conflict}) do update set id = $1, value = $4, sealed = $5, updated_at = $6`,
      [
        ...[row.id, row.plugin, row.name, row.value === null ? null : JSON.stringify(row.value), row.sealed, now],
        ...(owner === null ? [] : [owner]),
      ],
    );
  }

  async remove(owner: SettingsOwner, plugin: string, names: readonly string[]): Promise<void> {
    await this.database.execute(
      `delete from ${placeOf(owner).table}
       where plugin = $1 and name = any($2::text[]) ${owner === null ? '' : 'and team_id = $3'}`,
      [plugin, names, ...(owner === null ? [] : [owner])],
    );
  }
}

function placeOf(owner: SettingsOwner) {
  return owner === null
    ? { table: 'analysis.platform_plugin_setting', columns: '', conflict: 'plugin, name' }
    : { table: 'analysis.plugin_setting', columns: 'team_id, ', conflict: 'team_id, plugin, name' };
}
