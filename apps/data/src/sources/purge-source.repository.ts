import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import type { SourceScope } from '@sentrybox/contracts';
import { tablesOf } from '../model';

/** Removal of a deleted source, a batch per transaction of the team. */
@Injectable()
export class PurgeSourceRepository {
  constructor(private readonly database: Database) {}

  /** The scope of a source that is marked as deleted and still there. */
  async scopeOf(id: string): Promise<SourceScope | undefined> {
    for (const scope of ['team', 'platform'] as const) {
      const f = tablesOf[scope];
      const rows = await this.database.query(
        `SELECT FROM ${f.source} o WHERE o.id = $1 AND o.deleted_at IS NOT NULL AND ${f.mine('o')}`,
        [id],
      );
      if (rows.length > 0) return scope;
    }
    return undefined;
  }

  /**
   * Removes up to `limit` sightings and the indicators that have none left. The turn to write must have been taken:
   * otherwise another list might be adopting one of them.
   * @returns how many sightings were removed.
   */
  async removeSightings(scope: SourceScope, id: string, limit: number): Promise<number> {
    const f = tablesOf[scope];
    const removed = await this.database.query<{ indicator_id: string }>(
      `DELETE FROM ${f.sighting} s
       WHERE s.source_id = $1 AND ${f.mine('s')} AND s.indicator_id = ANY (ARRAY(
         SELECT n.indicator_id FROM ${f.sighting} n WHERE n.source_id = $1 AND ${f.mine('n')} LIMIT $2))
       RETURNING s.indicator_id`,
      [id, limit],
    );
    await this.database.execute(
      `DELETE FROM ${f.indicator} i
       WHERE i.id = ANY ($1) AND ${f.mine('i')}
         AND NOT EXISTS (SELECT FROM ${f.sighting} s WHERE s.indicator_id = i.id AND ${f.mine('s')})`,
      [removed.map((row) => row.indicator_id)],
    );
    return removed.length;
  }

  /** Lists of the source that were held back; of those that the transaction's team keeps. */
  async removeFiles(scope: SourceScope, id: string): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `DELETE FROM data.team_import_chunk k USING ${f.import} m
       WHERE m.source_id = $1 AND ${f.mine('m')} AND k.import_id = m.id`,
      [id],
    );
  }

  /** Once it has no sightings: no key of the database would keep them from being left behind. */
  async removeSource(scope: SourceScope, id: string): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(`DELETE FROM ${f.arrival} a WHERE a.source_id = $1 AND ${f.mine('a')}`, [id]);
    await this.database.execute(`DELETE FROM ${f.import} m WHERE m.source_id = $1 AND ${f.mine('m')}`, [id]);
    const removed = await this.database.execute(
      `DELETE FROM ${f.source} o WHERE o.id = $1 AND ${f.mine('o')}
         AND NOT EXISTS (SELECT FROM ${f.sighting} s WHERE s.source_id = $1 AND ${f.mine('s')})`,
      [id],
    );
    if (removed !== 1) throw bug('A source was to be removed that still has sightings.');
  }
}
