import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { platformTeamId } from '@sentrybox/contracts';
import type { SourceScope } from '@sentrybox/contracts';
import { WriteTurn } from '../model';
import { PurgeSourceRepository } from './purge-source.repository';
import { purgeSource } from './purge-source.work';

/** A batch takes some 100 ms, so that imports which wait for their turn get it between two. */
const batchSize = 10_000;
/** Of that nearly all is waiting for a long import. */
const turnWaitMs = 1_800_000;

/** Removes a deleted source with all it said and every indicator that nobody else lists. Resumes where it ended. */
@Injectable()
export class PurgeSourceHandler implements WorkHandler {
  readonly definition = purgeSource;

  constructor(
    private readonly purges: PurgeSourceRepository,
    private readonly turn: WriteTurn,
    private readonly database: Database,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const scope = await this.database.inTeam(item.teamId, () => this.purges.scopeOf(item.id));
    if (scope !== undefined) {
      while ((await this.removeBatch(item, scope)) === batchSize) item.signal.throwIfAborted();
    }
    if (scope === 'platform') await this.database.inTeam(platformTeamId, () => this.purges.removeFiles(scope, item.id));
    await item.finish(async () => {
      if (scope === undefined) return;
      await this.purges.removeFiles(scope, item.id);
      await this.purges.removeSource(scope, item.id);
    });
  }

  private async removeBatch({ id, teamId }: WorkItem, scope: SourceScope): Promise<number> {
    const remove = async (): Promise<number> => {
      await this.turn.take(scope, turnWaitMs);
      return await this.purges.removeSightings(scope, id, batchSize);
    };
    return await this.database.inTeam(teamId, remove, { statementTimeoutMs: turnWaitMs });
  }
}
