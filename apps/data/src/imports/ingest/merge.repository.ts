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

/** Sorting a million rows in memory takes about this much. */
const workMemory = '128MB';

/**
 * Set-based ingest. Everything happens inside the caller's tenant transaction, in which the turn to write was taken:
 * readers see the source as it was or as it will be.
 */
@Injectable()
export class MergeRepository {
  constructor(private readonly database: Database) {}

  /** Brings lines of COPY into the staging table of this transaction. */
  async stage(lines: AsyncIterable<string>): Promise<void> {
    await this.database.execute(createStaged);
    await this.database.copy(`COPY staged (${copyColumns}) FROM STDIN`, lines);
  }

  /** Makes the source say what was staged. */
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
    const created = await this.database.execute(sql.insertIndicators);
    if (created > 0) await this.database.execute(sql.noteArrival, [sourceId]);
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
}
