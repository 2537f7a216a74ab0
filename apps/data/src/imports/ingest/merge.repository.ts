import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { ImportMode, SourceScope } from '@sentrybox/contracts';
import { copyColumns } from './copy-line';
import { IdSpan } from './id-span';
import { createDiff, createStaged, mergeSql } from './merge.sql';

/** What a merge is about. */
export interface MergeTarget {
  readonly scope: SourceScope;
  readonly sourceId: string;
  readonly mode: ImportMode;
  readonly now: Date;
  /** How many rows were staged. */
  readonly staged: number;
}

export interface MergeOutcome {
  readonly duplicates: number;
  readonly new: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly delisted: number;
  /** Between which ids the values are that nobody knew before; undefined: there are none. */
  readonly arrived: { readonly firstId: string; readonly lastId: string } | undefined;
  /** False: the source was deleted meanwhile, and the transaction must not be kept. */
  readonly isSourceThere: boolean;
}

type Diff = Readonly<Record<'new' | 'changed' | 'same' | 'gone', number>>;

/** Sorting or hashing a million rows in memory takes about this much. */
const workMemory = '128MB';

/**
 * Set-based ingest. Everything happens inside the caller's tenant transaction, in which the turn to write was taken:
 * readers see the source as it was or as it will be.
 */
@Injectable()
export class MergeRepository {
  constructor(private readonly database: Database) {}

  /** Brings lines of COPY into the staging table of this transaction. @returns how many. */
  async stage(lines: AsyncIterable<string>): Promise<number> {
    await this.database.execute(createStaged);
    return await this.database.copy(`COPY staged (${copyColumns}) FROM STDIN`, lines);
  }

  /** Makes the source say what was staged. */
  async merge({ scope, sourceId, mode, now, staged }: MergeTarget): Promise<MergeOutcome> {
    const sql = mergeSql[scope];
    const isComplete = mode === 'snapshot';
    const [before] = await this.database.query<{ found: boolean }>(sql.hasSightings, [sourceId]);
    const isFirst = before?.found === false;
    const ids = new IdSpan();
    const diff = await this.diff(isComplete && !isFirst ? sql.diffAllRows : sql.diffNamedRows, [
      sourceId,
      isComplete ? null : now,
      ids.prefix,
      ids.start,
    ]);
    const created = await this.database.execute(sql.insertIndicators);
    await this.database.execute(sql.insertSightings, [sourceId, now]);
    if (diff.changed > 0) await this.database.execute(sql.updateSightings, [sourceId]);
    if (diff.gone > 0) await this.database.execute(sql.delist, [sourceId, now]);
    const values = [sourceId, now, isComplete, isFirst ? diff.new : null];
    const [noted] = await this.database.query<{ listed: number }>(sql.noteImport, values);
    // After a complete list, what is listed is what was in it.
    const listed = isComplete ? (noted?.listed ?? 0) : diff.new + diff.changed + diff.same;
    return {
      duplicates: staged - listed,
      new: diff.new,
      updated: diff.changed,
      unchanged: listed - diff.new - diff.changed,
      delisted: diff.gone,
      arrived:
        created === 0
          ? undefined
          : { firstId: ids.at(1), lastId: ids.at(diff.new + diff.changed + diff.same + diff.gone) },
      isSourceThere: noted !== undefined,
    };
  }

  /** Works out what the staged rows change. */
  private async diff(statement: string, values: readonly unknown[]): Promise<Diff> {
    await this.database.query(`SELECT set_config('work_mem', $1, true)`, [workMemory]);
    // The planner knows nothing of temporary tables until it is told.
    await this.database.execute('ANALYZE staged');
    await this.database.execute(createDiff);
    await this.database.execute(statement, values);
    await this.database.execute('ANALYZE diff');
    const counts = await this.database.query<{ what: keyof Diff; count: number }>(
      'SELECT what, count(*)::int AS count FROM diff GROUP BY what',
    );
    const none: Diff = { new: 0, changed: 0, same: 0, gone: 0 };
    return { ...none, ...Object.fromEntries(counts.map(({ what, count }) => [what, count])) };
  }
}
