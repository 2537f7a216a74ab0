import { Inject, Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import { collectSourceWork } from './collect-source.work';
import type { Collection } from './collection';
import { CollectionsRepository } from './collections.repository';

/** At most this is added to an interval, as a share of it. */
const jitter = 0.1;
const mostDoublings = 4;
const longestWaitMs = 86_400_000;

/** Plans runs; inside the transaction of the team that they belong to. Of each source there is one at a time. */
@Injectable()
export class RunSchedule {
  constructor(
    private readonly collections: CollectionsRepository,
    private readonly work: Work,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Plans a run at once, in place of the one that was planned. @returns its id */
  async now(scope: SourceScope, sourceId: string, planned: string | null): Promise<string> {
    if (planned !== null) await this.work.cancel(planned);
    return await this.at(scope, sourceId, undefined);
  }

  /** Plans the run behind one that ended: not before the interval is over, later the more often it failed in a row. */
  async next({ scope, sourceId, settings }: Collection, failures: number): Promise<void> {
    const interval = settings.interval_seconds * 1_000;
    const grown = Math.min(interval * 2 ** Math.min(failures, mostDoublings), Math.max(longestWaitMs, interval));
    const waitMs = Math.ceil(grown * (1 + Math.random() * jitter));
    await this.at(scope, sourceId, new Date(this.clock.now().getTime() + waitMs));
  }

  private async at(scope: SourceScope, sourceId: string, dueAt: Date | undefined): Promise<string> {
    const teamId = this.database.currentTeamId;
    if (teamId === undefined || teamId === null) throw bug('A run is planned inside the transaction of its team.');
    const id = uuidv7();
    await this.work.submit(collectSourceWork, { id, teamId, dueAt });
    await this.collections.plan(scope, sourceId, id, dueAt ?? this.clock.now());
    return id;
  }
}
