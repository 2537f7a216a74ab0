import { Injectable } from '@nestjs/common';
import { indicatorsArrived } from '@sentrybox/contracts';
import type { SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { Messages } from '@sentrybox/messaging';
import { tablesOf } from '../model';

/** Days for which a stream that was interrupted can go on where it was. */
const keptDays = 7;

/** Ids that were made in a span of time, for sightings of one source. */
export interface ArrivedSpan {
  readonly sourceId: string;
  /** The oldest and the newest id there can be among them. */
  readonly firstId: string;
  readonly lastId: string;
}

/** Notes that there are new indicators, in the transaction that brings them and that has the turn to write. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly database: Database,
    private readonly messages: Messages,
  ) {}

  async note(scope: SourceScope, { sourceId, firstId, lastId }: ArrivedSpan): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `INSERT INTO ${f.arrival} (${f.teamColumn}source_id, first_id, last_id) VALUES (${f.teamValue}$1, $2, $3)`,
      [sourceId, firstId, lastId],
    );
    await this.database.execute(
      `DELETE FROM ${f.arrival} a WHERE a.noted_at < now() - make_interval(days => $1) AND ${f.mine('a')}`,
      [keptDays],
    );
    // Told once the transaction is durable.
    const teamId = scope === 'team' ? (this.database.currentTeamId ?? null) : null;
    this.database.afterCommit(() => this.messages.announce(indicatorsArrived, { teamId }));
  }
}
