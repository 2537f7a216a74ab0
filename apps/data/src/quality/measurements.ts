import { Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { Work } from '@sentrybox/queue';
import { measureSourceWork } from './measure-source.work';
import { QualityRepository } from './quality.repository';

/** Sees to it that sources are measured. */
@Injectable()
export class Measurements {
  constructor(
    private readonly quality: QualityRepository,
    private readonly work: Work,
    private readonly database: Database,
  ) {}

  /** From now on, if it is not yet; inside the transaction of an import into it. */
  async begin(scope: SourceScope, sourceId: string): Promise<void> {
    const teamId = this.database.currentTeamId;
    if (teamId === undefined || teamId === null) throw bug('An import is a transaction of a team.');
    const id = uuidv7();
    if (await this.quality.insert(scope, sourceId, id)) await this.work.submit(measureSourceWork, { id, teamId });
  }
}
