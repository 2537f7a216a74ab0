import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { planCollectionsWork } from './collect-source.work';
import { CollectionsRepository } from './collections.repository';
import { RunSchedule } from './run-schedule';

/**
 * A change of a platform source is recorded in the admin's team and planned in the platform's, in two transactions: where a
 * process died between them, this plans what is missing.
 */
@Injectable()
export class PlanCollectionsHandler implements WorkHandler {
  readonly definition = planCollectionsWork;

  constructor(
    private readonly collections: CollectionsRepository,
    private readonly schedule: RunSchedule,
    private readonly database: Database,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const unplanned = await this.database.inTeam(item.teamId, () => this.collections.unplanned());
    await item.finish(async () => {
      for (const sourceId of unplanned) await this.schedule.now('platform', sourceId, null);
    });
  }
}
