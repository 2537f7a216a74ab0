import { Inject, Injectable } from '@nestjs/common';
import type { SourceFigures } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import type { FailedWork, WorkHandler, WorkItem } from '@sentrybox/queue';
import { WarninglistsService } from '../warninglists';
import type { Screen } from '../warninglists';
import { measureSourceWork } from './measure-source.work';
import { proposeReliability } from './propose-reliability';
import { QualityRepository } from './quality.repository';
import type { Subject } from './quality.repository';

const everyMs = 6 * 3_600_000;
const dayMs = 86_400_000;
const churnDays = 30;
/** Looking at so many takes some 0.2 s, whatever the size of the source. */
const mostSampled = 20_000;
/** Between two turns of the event loop. */
const screenedAtOnce = 2_000;
/** Counting the rows of a source takes about 0.2 s for each million. */
const statementTimeoutMs = 60_000;
const missedFetches = 3;

/** Measures a source every six hours for as long as it is there. */
@Injectable()
export class MeasureSourceHandler implements WorkHandler {
  readonly definition = measureSourceWork;

  constructor(
    private readonly quality: QualityRepository,
    private readonly warninglists: WarninglistsService,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const subject = await this.database.inTeam(item.teamId, () => this.quality.subject(item.id));
    if (subject === undefined) {
      await item.finish();
      return;
    }
    const screen = await this.warninglists.screenFor(subject.scope, item.teamId);
    const at = this.clock.now();
    const figures = await this.database.inTeam(item.teamId, () => this.measure(subject, screen, at), {
      statementTimeoutMs,
    });
    await item.waitUntil(new Date(at.getTime() + everyMs), () => this.quality.put(subject, figures, at));
  }

  async onFailed({ id }: FailedWork): Promise<void> {
    await this.quality.forget(id);
  }

  private async measure(subject: Subject, screen: Screen, at: Date): Promise<SourceFigures> {
    const { listed, delisted } = await this.quality.rowCounts(subject);
    const rows = await this.quality.sample(subject, mostSampled);
    const ids = rows.map(({ id }) => id);
    const { sources, confirmed } = await this.quality.shared(subject, ids);
    const marks = await this.quality.marks(subject);
    const imports = await this.quality.imports(subject, new Date(at.getTime() - churnDays * dayMs));
    const hits = await countHits(rows, screen);
    const staleness = stalenessOf(subject, at);
    const warninglists = {
      hits,
      left_out: imports.left_out,
      share: warnedShare(hits, rows.length, imports.left_out, listed),
    };
    const falsePositives = { marks, share: shareOf(marks, listed) };
    const confirmedShare = shareOf(confirmed, rows.length);
    return {
      listed,
      delisted,
      staleness,
      churn: {
        imports: imports.imports,
        new: imports.new,
        delisted: imports.delisted,
        daily_share: dailyShare(imports, listed),
      },
      sample: rows.length,
      overlap: {
        share: confirmedShare,
        sources: sources.map((each) => ({ ...each, share: shareOf(each.shared, rows.length) })),
      },
      warninglists,
      false_positives: falsePositives,
      reliability: proposeReliability(subject.reliability, {
        warninglistShare: warninglists.share,
        falsePositiveShare: falsePositives.share,
        isStale: staleness.is_stale === true,
        confirmedShare,
      }),
    };
  }
}

async function countHits(rows: readonly { readonly type: string; readonly value: string }[], screen: Screen) {
  let hits = 0;
  for (let start = 0; start < rows.length; start += screenedAtOnce) {
    const some = rows.slice(start, start + screenedAtOnce);
    hits += some.filter(({ type, value }) => screen(type, value) !== undefined).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return hits;
}

function stalenessOf(
  { last_imported_at: last, interval_seconds: interval }: Subject,
  at: Date,
): SourceFigures['staleness'] {
  const age = last === null ? null : Math.max(0, Math.floor((at.getTime() - last.getTime()) / 1_000));
  const isStale = interval === null || age === null ? null : age > interval * missedFetches;
  return { last_update: last?.toISOString() ?? null, age_seconds: age, interval_seconds: interval, is_stale: isStale };
}

// The first import brings all there is, which is no change of anything.
function dailyShare(
  { imports, days, ...changed }: { imports: number; days: number; new: number; delisted: number },
  listed: number,
) {
  if (imports < 2 || days <= 0 || listed === 0) return null;
  return rounded((changed.new + changed.delisted) / Math.max(days, 1) / listed);
}

/** What was left out counts as what is on a list; the sample stands for all that is listed. */
function warnedShare(hits: number, sampled: number, leftOut: number, listed: number): number {
  const onLists = shareOf(hits, sampled) * listed;
  return shareOf(onLists + leftOut, listed + leftOut);
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, rounded(part / whole));
}

function rounded(number: number): number {
  return Math.round(number * 1e6) / 1e6;
}
