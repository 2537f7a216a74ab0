import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { tablesOf } from '../model';
import type { ReadableScopes } from '../model';

@Injectable()
export class ExportsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Changes whenever anything that an export shows may have changed: a source, a list that arrived, a mark, evidence that
   * ran out. A handful of index look-ups, whatever the number of rows.
   */
  async state(scopes: ReadableScopes, at: Date): Promise<string> {
    const parts: string[] = [];
    for (const scope of scopes) {
      const f = tablesOf[scope];
      const [row] = await this.database.query<{ state: string }>(
        `SELECT concat_ws(' ',
           (SELECT md5(string_agg(concat_ws(',', o.id, o.updated_at, o.last_imported_at, o.deleted_at), ';' ORDER BY o.id))
            FROM ${f.source} o WHERE ${f.mine('o')}),
           (SELECT concat_ws(',', count(*), max(m.marked_at)) FROM ${f.falsePositive} m WHERE ${f.mine('m')}),
           (SELECT s.expires_at FROM ${f.sighting} s WHERE s.expires_at IS NOT NULL AND s.expires_at <= $1 AND ${f.mine('s')}
            ORDER BY s.expires_at DESC LIMIT 1),
           (SELECT max(o.snapshot_at + make_interval(secs => o.valid_for_seconds)) FROM ${f.source} o
            WHERE o.snapshot_at + make_interval(secs => o.valid_for_seconds) <= $1 AND ${f.mine('o')})
         ) AS state`,
        [at],
      );
      parts.push(`${scope} ${row?.state ?? ''}`);
    }
    return parts.join('\n');
  }
}
