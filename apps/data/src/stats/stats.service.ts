import { Inject, Injectable } from '@nestjs/common';
import type { DashboardView, StatsView } from '@sentrybox/contracts';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Reader } from '../model';
import { StatsRepository } from './stats.repository';
import type { Figures } from './stats.repository';

/** As old as the numbers may get before they are made anew. */
const freshMs = 60_000;
/** Counting ten million rows takes about a second. */
const statementTimeoutMs = 20_000;
const mostTeams = 1_000;

interface Counted {
  readonly figures: Promise<Figures>;
  readonly countedAt: Date;
  readonly freshUntilMs: number;
}

/** Numbers about everything, counted once a minute at most for each team that asks. */
@Injectable()
export class StatsService {
  private readonly counted = new Map<string, Counted>();

  constructor(
    private readonly repository: StatsRepository,
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async stats(): Promise<StatsView> {
    const { figures, countedAt } = await this.current();
    return {
      total_indicators: [...figures.byType.values()].reduce((sum, n) => sum + n, 0),
      indicator_types: Object.fromEntries(figures.byType),
      total_sources: figures.sources,
      active_sources: figures.activeSources,
      recent_collections: figures.updatedLately,
      timestamp: countedAt.toISOString(),
    };
  }

  async dashboard(): Promise<DashboardView> {
    const { figures, countedAt } = await this.current();
    const { newIndicators, newBefore } = figures;
    return {
      total_feeds: figures.sources,
      active_feeds: figures.activeSources,
      last_updated: figures.lastUpdatedAt?.toISOString() ?? null,
      new_indicators: newIndicators,
      trends_change: newBefore === 0 ? null : Math.round(((newIndicators - newBefore) / newBefore) * 1_000) / 10,
      timestamp: countedAt.toISOString(),
    };
  }

  private async current(): Promise<{ figures: Figures; countedAt: Date }> {
    const teamId = this.reader.teamOf('indicators:read');
    const key = teamId ?? '';
    const known = this.counted.get(key);
    const isFresh = known !== undefined && this.clock.monotonicMs() < known.freshUntilMs;
    const { figures, countedAt } = isFresh ? known : this.count(key, teamId);
    try {
      return { figures: await figures, countedAt };
    } catch (error) {
      this.counted.delete(key); // the next one tries again
      throw error;
    }
  }

  private count(key: string, teamId: string | undefined): Counted {
    const countedAt = this.clock.now();
    const figures = this.reader.readAs(teamId, (scopes) => this.repository.figures(scopes, countedAt), {
      statementTimeoutMs,
    });
    const counted = { figures, countedAt, freshUntilMs: this.clock.monotonicMs() + freshMs };
    this.counted.delete(key);
    this.counted.set(key, counted);
    const [oldest] = this.counted.keys();
    if (this.counted.size > mostTeams && oldest !== undefined) this.counted.delete(oldest);
    return counted;
  }
}
