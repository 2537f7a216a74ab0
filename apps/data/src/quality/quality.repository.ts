import { Injectable } from '@nestjs/common';
import type { Reliability, SourceFigures, SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { tablesOf, wholeValueSql } from '../model';

/** What is measured, and what is known of it without looking at its rows. */
export interface Subject {
  readonly scope: SourceScope;
  readonly source_id: string;
  readonly reliability: Reliability;
  readonly lineage: string;
  readonly last_imported_at: Date | null;
  readonly interval_seconds: number | null;
}

export interface Measured {
  readonly source_id: string;
  readonly measured_at: Date | null;
  readonly figures: SourceFigures | null;
}

/** What was measured of sources; inside a transaction that may see them. */
@Injectable()
export class QualityRepository {
  constructor(private readonly database: Database) {}

  /** @returns false where the source is measured already */
  async insert(scope: SourceScope, sourceId: string, workId: string): Promise<boolean> {
    const f = tablesOf[scope];
    const inserted = await this.database.execute(
      `INSERT INTO ${f.quality} (${f.teamColumn}source_id, work_id)
       SELECT ${f.teamValue}o.id, $2 FROM ${f.source} o WHERE o.id = $1 AND ${f.mine('o')}
       ON CONFLICT DO NOTHING`,
      [sourceId, workId],
    );
    return inserted === 1;
  }

  /** Undefined once the source is gone. */
  async subject(workId: string): Promise<Subject | undefined> {
    for (const scope of ['team', 'platform'] as const) {
      const f = tablesOf[scope];
      const [row] = await this.database.query<Subject>(
        `SELECT '${scope}' AS scope, q.source_id, o.reliability, o.lineage, o.last_imported_at,
           (c.settings ->> 'interval_seconds')::int AS interval_seconds
         FROM ${f.quality} q
         JOIN ${f.source} o ON o.id = q.source_id AND ${f.mine('o')}
         LEFT JOIN ${f.collection} c ON c.source_id = q.source_id AND ${f.mine('c')}
         WHERE q.work_id = $1 AND ${f.mine('q')} AND o.deleted_at IS NULL`,
        [workId],
      );
      if (row !== undefined) return row;
    }
    return undefined;
  }

  async find(scope: SourceScope, sourceId: string): Promise<Measured | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<Measured>(
      `SELECT q.source_id, q.measured_at, q.figures FROM ${f.quality} q WHERE q.source_id = $1 AND ${f.mine('q')}`,
      [sourceId],
    );
    return row;
  }

  async put({ scope, source_id: sourceId }: Subject, figures: SourceFigures, at: Date): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `UPDATE ${f.quality} q SET figures = $2, measured_at = $3 WHERE q.source_id = $1 AND ${f.mine('q')}`,
      [sourceId, JSON.stringify(figures), at],
    );
  }

  /** So that the next import begins anew. */
  async forget(workId: string): Promise<void> {
    for (const scope of ['team', 'platform'] as const) {
      const f = tablesOf[scope];
      await this.database.execute(`DELETE FROM ${f.quality} q WHERE q.work_id = $1 AND ${f.mine('q')}`, [workId]);
    }
  }

  async rowCounts({ scope, source_id: sourceId }: Subject): Promise<{ listed: number; delisted: number }> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<{ listed: number; delisted: number }>(
      `SELECT count(*) FILTER (WHERE s.delisted_at IS NULL)::int AS listed, count(s.delisted_at)::int AS delisted
       FROM ${f.sighting} s WHERE s.source_id = $1 AND ${f.mine('s')}`,
      [sourceId],
    );
    return row ?? { listed: 0, delisted: 0 };
  }

  /** The newest of the rows that it lists. */
  async sample({ scope, source_id: sourceId }: Subject, most: number) {
    const f = tablesOf[scope];
    return await this.database.query<{ id: string; type: IndicatorType; value: string }>(
      `SELECT i.id, i.type, ${wholeValueSql('i.')} AS value FROM (
         SELECT s.indicator_id FROM ${f.sighting} s
         WHERE s.source_id = $1 AND s.delisted_at IS NULL AND ${f.mine('s')} ORDER BY s.indicator_id DESC LIMIT $2) s
       JOIN ${f.indicator} i ON i.id = s.indicator_id AND ${f.mine('i')}`,
      [sourceId, most],
    );
  }

  /** Which sources in use list how many of these indicators too; the platform's also of a team's. */
  async shared({ scope, source_id: sourceId, lineage }: Subject, ids: readonly string[]) {
    const found = `WITH found AS MATERIALIZED (${witnessesSql(scope)})`;
    const sources = await this.database.query<{ source_id: string; name: string; shared: number }>(
      `${found} SELECT source_id, min(source_name) AS name, count(*)::int AS shared FROM found
       WHERE $3::text IS NOT NULL GROUP BY source_id ORDER BY shared DESC, source_id LIMIT 10`,
      [ids, sourceId, lineage],
    );
    const [row] = await this.database.query<{ confirmed: number }>(
      `${found} SELECT count(DISTINCT id)::int AS confirmed FROM found WHERE lineage <> $3`,
      [ids, sourceId, lineage],
    );
    return { sources, confirmed: row?.confirmed ?? 0 };
  }

  async marks({ scope, source_id: sourceId }: Subject): Promise<number> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<{ marks: number }>(
      `SELECT count(*)::int AS marks FROM ${f.falsePositive} m
       JOIN ${f.indicator} i ON i.lookup_key = m.lookup_key AND i.type IS NOT DISTINCT FROM m.type AND ${f.mine('i')}
       JOIN ${f.sighting} s ON s.indicator_id = i.id AND ${f.mine('s')}
       WHERE s.source_id = $1 AND s.delisted_at IS NULL AND ${f.mine('m')}`,
      [sourceId],
    );
    return row?.marks ?? 0;
  }

  /** Of the imports that were done since, and what the last of them left out for standing on a warninglist. */
  async imports({ scope, source_id: sourceId }: Subject, since: Date) {
    const f = tablesOf[scope];
    const [row] = await this.database.query<{
      imports: number;
      new: number;
      delisted: number;
      left_out: number;
      days: number;
    }>(
      `SELECT count(*)::int AS imports, coalesce(sum((m.counts ->> 'new')::bigint), 0)::int AS new,
         coalesce(sum((m.counts ->> 'delisted')::bigint), 0)::int AS delisted,
         coalesce((array_agg((m.rejected_by_reason ->> 'on_warninglist')::int ORDER BY m.id DESC))[1], 0) AS left_out,
         coalesce(extract(epoch FROM max(m.finished_at) - min(m.finished_at)) / 86400, 0)::float8 AS days
       FROM ${f.import} m WHERE m.source_id = $1 AND m.state = 'done' AND m.finished_at >= $2 AND ${f.mine('m')}`,
      [sourceId, since],
    );
    return row ?? { imports: 0, new: 0, delisted: 0, left_out: 0, days: 0 };
  }
}

function witnessesSql(scope: SourceScope): string {
  const f = tablesOf[scope];
  const own = `SELECT u.id, e.source_id, e.source_name, e.lineage FROM unnest($1::uuid[]) u(id)
    JOIN ${f.evidence} e ON e.indicator_id = u.id AND ${f.mine('e')}
    WHERE e.source_id <> $2::uuid AND e.delisted_at IS NULL`;
  if (scope === 'platform') return own;
  const platform = tablesOf.platform;
  return `${own} UNION ALL
    SELECT u.id, e.source_id, e.source_name, e.lineage FROM unnest($1::uuid[]) u(id)
    JOIN ${f.indicator} t ON t.id = u.id AND ${f.mine('t')}
    JOIN ${platform.indicator} i ON i.lookup_key = t.lookup_key AND i.type IS NOT DISTINCT FROM t.type
    JOIN ${platform.evidence} e ON e.indicator_id = i.id
    WHERE e.delisted_at IS NULL AND e.tlp <> 'red'`;
}
