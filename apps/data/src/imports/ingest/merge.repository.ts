import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { ImportMode, SourceScope } from '@sentrybox/contracts';
import { copyColumns } from './copy-line';
import { createStaged, mergeSql } from './merge.sql';

/** What a merge is about. */
export interface MergeTarget {
  readonly scope: SourceScope;
  readonly sourceId: string;
  readonly mode: ImportMode;
  readonly now: Date;
}

export interface MergeOutcome {
  readonly duplicates: number;
  readonly new: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly delisted: number;
  /** False: the source was deleted meanwhile, and the transaction must not be kept. */
  readonly isSourceThere: boolean;
}

/** Any fixed number: the first half of the advisory lock under which sightings and indicators are written. */
const mergeLock = 7_735_202;
/** Sorting a million rows in memory takes about this much. */
const workMemory = '128MB';

/**
 * Set-based ingest. Everything happens inside the caller's tenant transaction: readers see the source as it was or as
 * it will be. Those who write sightings of one scope take turns, so that two lists never create one indicator twice
 * and nobody removes an indicator as orphaned that another list is just adopting.
 */
@Injectable()
export class MergeRepository {
  constructor(private readonly database: Database) {}

  /** Takes the turn if nobody has it. */
  async tryTurn(scope: SourceScope): Promise<boolean> {
    const [row] = await this.database.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS taken',
      [mergeLock, this.turnOf(scope)],
    );
    return row?.taken === true;
  }

  /** Waits for the turn, at most `waitMs`. @throws DomainError unavailable */
  async takeTurn(scope: SourceScope, waitMs: number): Promise<void> {
    await this.database.query(`SELECT set_config('lock_timeout', $1, true)`, [`${waitMs}ms`]);
    await this.database.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [mergeLock, this.turnOf(scope)]);
  }

  /** Brings lines of COPY into the staging table of this transaction. */
  async stage(lines: AsyncIterable<string>): Promise<void> {
    await this.database.execute(createStaged);
    await this.database.copy(`COPY staged (${copyColumns}) FROM STDIN`, lines);
  }

  /** Makes the source say what was staged. The turn must have been taken. */
  async merge({ scope, sourceId, mode, now }: MergeTarget): Promise<MergeOutcome> {
    const sql = mergeSql[scope];
    const seenAt = mode === 'snapshot' ? null : now;
    await this.database.query(`SELECT set_config('work_mem', $1, true)`, [workMemory]);
    // The planner knows nothing of temporary tables until it is told.
    await this.database.execute('ANALYZE staged');
    const [{ staged } = { staged: 0 }] = await this.database.query<{ staged: number }>(
      'SELECT count(*)::int AS staged FROM staged',
    );
    const listed = await this.database.execute(sql.listDistinct);
    await this.database.execute('ANALYZE listed');
    await this.database.execute(sql.insertIndicators);
    const updated = await this.database.execute(sql.updateSightings, [sourceId, seenAt]);
    const inserted = await this.database.execute(sql.insertSightings, [sourceId, seenAt, now]);
    const delisted = mode === 'snapshot' ? await this.database.execute(sql.delist, [sourceId, now]) : 0;
    const noted = await this.database.execute(sql.noteImport, [sourceId, now, mode === 'snapshot']);
    return {
      duplicates: staged - listed,
      new: inserted,
      updated,
      unchanged: listed - inserted - updated,
      delisted,
      isSourceThere: noted === 1,
    };
  }

  private turnOf(scope: SourceScope): string {
    return scope === 'platform' ? 'platform' : String(this.database.currentTeamId);
  }
}
