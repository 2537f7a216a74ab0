import { Injectable } from '@nestjs/common';
import type { ImportErrorCode, RunProgress, SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { ImportResult, ImportRow } from '../imports';
import { nothingRead } from '../imports';
import { tablesOf } from '../model';
import type { Source } from '../sources';

export type RunRow = ImportRow & { readonly progress: Pick<RunProgress, 'phase' | 'bytes' | 'records'> | null };

export interface RunEnd {
  readonly state: 'done' | 'unchanged' | 'held' | 'failed' | 'cancelled';
  readonly result?: ImportResult;
  readonly error?: { readonly code: ImportErrorCode; readonly message: string };
  readonly httpStatus?: number | null;
  readonly file?: { readonly bytes: number; readonly sha256: string };
  readonly at: Date;
}

const shown = `id, source_id, origin, http_status, attempts, state, mode, format, file_bytes, file_sha256, counts,
  rejected_by_reason, rejected_samples, error_code, error_message, created_at, finished_at, progress`;

/** Runs of the collection, which are imports too; inside the transaction of the team that the work belongs to. */
@Injectable()
export class RunsRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when the run is there already. */
  async insert(source: Source, id: string, state: 'waiting' | 'running', createdAt: Date): Promise<boolean> {
    const f = tablesOf[source.scope];
    const inserted = await this.database.execute(
      `INSERT INTO ${f.import} (${f.teamColumn}id, source_id, origin, state, mode, format, created_at, counts,
         rejected_by_reason, rejected_samples)
       VALUES (${f.teamValue}$1, $2, 'collection', $3, $4, $5, $6, $7, '{}', '[]')
       ON CONFLICT DO NOTHING`,
      [id, source.id, state, source.mode, JSON.stringify(source.format), createdAt, JSON.stringify(nothingRead.counts)],
    );
    return inserted === 1;
  }

  async find(scope: SourceScope, id: string): Promise<RunRow | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<RunRow>(
      `SELECT '${scope}' AS scope, ${shown} FROM ${f.import} m WHERE m.id = $1 AND ${f.mine('m')}`,
      [id],
    );
    return row;
  }

  /** The run that is waiting or under way, else the one that ended last. */
  async latest(scope: SourceScope, sourceId: string): Promise<RunRow | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<RunRow>(
      `SELECT '${scope}' AS scope, ${shown} FROM ${f.import} m WHERE m.source_id = $1 AND ${f.mine('m')}
       ORDER BY (m.state IN ('waiting', 'running')) DESC, m.id DESC LIMIT 1`,
      [sourceId],
    );
    return row;
  }

  /** Begins an attempt. @returns false when the run has ended. */
  async begin(scope: SourceScope, id: string): Promise<boolean> {
    return await this.change(scope, id, `state = 'running', attempts = attempts + 1`, []);
  }

  /** Waits for another attempt. */
  async wait(scope: SourceScope, id: string, httpStatus: number | null): Promise<boolean> {
    return await this.change(scope, id, `state = 'waiting', progress = NULL, http_status = $2`, [httpStatus]);
  }

  async note(scope: SourceScope, id: string, progress: NonNullable<RunRow['progress']>): Promise<void> {
    await this.change(scope, id, 'progress = $2', [JSON.stringify(progress)]);
  }

  /** @returns false when it had ended already: then what was done besides must not be kept. */
  async end(scope: SourceScope, id: string, end: RunEnd): Promise<boolean> {
    const { counts, rejectedByReason, samples } = end.result ?? nothingRead;
    return await this.change(
      scope,
      id,
      `state = $2, counts = $3, rejected_by_reason = $4, rejected_samples = $5, error_code = $6, error_message = $7,
       finished_at = $8, http_status = coalesce($9, http_status), file_bytes = $10, file_sha256 = $11, progress = NULL`,
      [
        end.state,
        JSON.stringify(counts),
        JSON.stringify(rejectedByReason),
        JSON.stringify(samples),
        end.error?.code ?? null,
        end.error?.message ?? null,
        end.at,
        end.httpStatus ?? null,
        end.file?.bytes ?? null,
        end.file?.sha256 ?? null,
      ],
    );
  }

  /** Gives a run the file of another. */
  async describe(scope: SourceScope, id: string, of: RunRow): Promise<void> {
    const values = [of.file_bytes, of.file_sha256, of.http_status];
    await this.change(scope, id, 'file_bytes = $2, file_sha256 = $3, http_status = $4', values);
  }

  /** Drops the files of earlier lists that are still held back: a later one was taken. */
  async dropHeld(scope: SourceScope, sourceId: string): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `DELETE FROM data.team_import_chunk k USING ${f.import} m
       WHERE m.source_id = $1 AND m.state = 'held' AND ${f.mine('m')} AND k.import_id = m.id`,
      [sourceId],
    );
  }

  private async change(scope: SourceScope, id: string, set: string, values: readonly unknown[]): Promise<boolean> {
    const f = tablesOf[scope];
    const touched = await this.database.execute(
      `UPDATE ${f.import} m SET ${set} WHERE m.id = $1 AND m.state IN ('waiting', 'running') AND ${f.mine('m')}`,
      [id, ...values],
    );
    return touched === 1;
  }
}
