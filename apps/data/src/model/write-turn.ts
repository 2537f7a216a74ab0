import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { SourceScope } from '@sentrybox/contracts';

/** Any fixed number: the first half of the advisory lock. */
const lock = 7_735_202;

/**
 * Those who write sightings and indicators of one scope (of one team, for teams) take turns: two lists then never create
 * one indicator twice, and nobody removes one as orphaned that another list is just adopting. A turn ends with the
 * transaction in which it was taken.
 */
@Injectable()
export class WriteTurn {
  constructor(private readonly database: Database) {}

  /** Takes the turn if nobody has it. */
  async tryTake(scope: SourceScope): Promise<boolean> {
    const [row] = await this.database.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS taken',
      [lock, this.nameOf(scope)],
    );
    return row?.taken === true;
  }

  /** Waits for the turn, at most `waitMs`. @throws DomainError unavailable */
  async take(scope: SourceScope, waitMs: number): Promise<void> {
    await this.database.query(`SELECT set_config('lock_timeout', $1, true)`, [`${waitMs}ms`]);
    await this.database.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [lock, this.nameOf(scope)]);
  }

  private nameOf(scope: SourceScope): string {
    return scope === 'platform' ? 'platform' : String(this.database.currentTeamId);
  }
}
