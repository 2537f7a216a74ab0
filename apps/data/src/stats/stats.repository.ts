import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { tablesOf } from '../model';
import type { ReadableScopes } from '../model';

export interface Figures {
  readonly byType: ReadonlyMap<IndicatorType, number>;
  readonly sources: number;
  readonly activeSources: number;
  readonly updatedLately: number;
  readonly lastUpdatedAt: Date | null;
  readonly newIndicators: number;
  readonly newBefore: number;
}

interface SourceFigures {
  readonly sources: number;
  readonly active: number;
  readonly lately: number;
  readonly last: Date | null;
}

const dayMs = 86_400_000;

@Injectable()
export class StatsRepository {
  constructor(private readonly database: Database) {}

  /** By indexes alone; about 0.1 s for each million rows. */
  async figures(scopes: ReadableScopes, now: Date): Promise<Figures> {
    const byType = new Map<IndicatorType, number>();
    const total = { sources: 0, activeSources: 0, updatedLately: 0, newIndicators: 0, newBefore: 0 };
    let lastUpdatedAt: Date | null = null;
    for (const scope of scopes) {
      const f = tablesOf[scope];
      for (const { type, n } of await this.database.query<{ type: IndicatorType; n: number }>(
        `SELECT i.type, count(*)::int AS n FROM ${f.indicator} i WHERE ${f.mine('i')} GROUP BY i.type`,
      )) {
        byType.set(type, (byType.get(type) ?? 0) + n);
      }
      const [row] = await this.database.query<SourceFigures>(
        `SELECT count(*)::int AS sources, count(*) FILTER (WHERE o.is_enabled)::int AS active,
           count(*) FILTER (WHERE o.last_imported_at >= $1)::int AS lately, max(o.last_imported_at) AS last
         FROM ${f.source} o WHERE o.deleted_at IS NULL AND ${f.mine('o')}`,
        [new Date(now.getTime() - dayMs)],
      );
      total.sources += row?.sources ?? 0;
      total.activeSources += row?.active ?? 0;
      total.updatedLately += row?.lately ?? 0;
      lastUpdatedAt = laterOf(lastUpdatedAt, row?.last ?? null);
      total.newIndicators += await this.created(f.indicator, f.mine('i'), now.getTime() - dayMs, now.getTime());
      total.newBefore += await this.created(f.indicator, f.mine('i'), now.getTime() - 2 * dayMs, now.getTime() - dayMs);
    }
    return { byType, lastUpdatedAt, ...total };
  }

  // Ids are UUIDv7: a span of time is a span of the primary key.
  private async created(table: string, mine: string, fromMs: number, toMs: number): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${table} i WHERE i.id >= $1 AND i.id < $2 AND ${mine}`,
      [firstIdOf(fromMs), firstIdOf(toMs)],
    );
    return row?.n ?? 0;
  }
}

function firstIdOf(timeMs: number): string {
  const hex = Math.max(0, Math.trunc(timeMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function laterOf(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
