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

type Diff = Readonly<Record<'new' | 'back' | 'changed' | 'same' | 'gone', number>>;

/** Sorting or hashing a million rows in memory takes about this much. */
const workMemory = '128MB';

/**
 * Where the rows of all values take less than this for each row of a list, reading them all in order is faster than finding
 * those of the list one by one: some 90 bytes a row, and finding one takes as long as reading four or five.
 */
const readableBytesPerRow = 400;

/** Leaves the server nothing but to go through indexes in their order and to join what comes out side by side. */
const inOrderSettings = ['enable_hashjoin', 'enable_nestloop', 'enable_seqscan', 'enable_bitmapscan', 'jit'];

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
    const values = [sourceId, isComplete ? null : now, ids.prefix, ids.start];
    const diff =
      isComplete && !isFirst
        ? await this.diffAllRows(scope, staged, values)
        : await this.diff(sql.diffNamedRows, values);
    const created = await this.database.execute(sql.insertIndicators);
    await this.database.execute(sql.insertSightings, [sourceId, now]);
    const updated = diff.changed + diff.back;
    if (updated > 0) await this.database.execute(sql.updateSightings, [sourceId]);
    if (diff.gone > 0) await this.database.execute(sql.delist, [sourceId, now]);
    const more = diff.new + diff.back - diff.gone;
    const [noted] = await this.database.query<{ listed: number }>(sql.noteImport, [sourceId, now, isComplete, more]);
    // After a complete list, what is listed is what was in it.
    const listed = isComplete ? (noted?.listed ?? 0) : diff.new + updated + diff.same;
    return {
      duplicates: staged - listed,
      new: diff.new,
      updated,
      unchanged: listed - diff.new - updated,
      delisted: diff.gone,
      arrived:
        created === 0 ? undefined : { firstId: ids.at(1), lastId: ids.at(diff.new + updated + diff.same + diff.gone) },
      isSourceThere: noted !== undefined,
    };
  }

  /**
   * A long list beside what its source lists already. Left to itself the server takes the source for one of few rows
   * while it has no statistics of the list before, and finds each of a million rows by itself; knowing their number it makes
   * tables of hashes that do not fit into memory. In the order of ids and of values both are read once (a million rows
   * beside a million: 2 instead of 4 s of CPU time).
   */
  private async diffAllRows(scope: SourceScope, staged: number, values: readonly unknown[]): Promise<Diff> {
    const { size, diffAllRows } = mergeSql[scope];
    const [all] = await this.database.query<{ bytes: number }>(size);
    if (all === undefined || all.bytes > staged * readableBytesPerRow) return await this.diff(diffAllRows, values);
    await this.set(inOrderSettings, 'off');
    const diff = await this.diff(diffAllRows, values);
    await this.set(inOrderSettings, null);
    return diff;
  }

  /** Works out what the staged rows change. */
  private async diff(statement: string, values: readonly unknown[]): Promise<Diff> {
    await this.set(['work_mem'], workMemory);
    // The planner knows nothing of temporary tables until it is told.
    await this.database.execute('ANALYZE staged');
    await this.database.execute(createDiff);
    await this.database.execute(statement, values);
    await this.database.execute('ANALYZE diff');
    const counts = await this.database.query<{ what: keyof Diff; count: number }>(
      'SELECT what, count(*)::int AS count FROM diff GROUP BY what',
    );
    const none: Diff = { new: 0, back: 0, changed: 0, same: 0, gone: 0 };
    return { ...none, ...Object.fromEntries(counts.map(({ what, count }) => [what, count])) };
  }

  /** Settings of this transaction; null: what they are without it. */
  private async set(names: readonly string[], value: string | null): Promise<void> {
    await this.database.query('SELECT set_config(name, $2, true) FROM unnest($1::text[]) AS name', [names, value]);
  }
}
