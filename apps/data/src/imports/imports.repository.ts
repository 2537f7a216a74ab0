import { Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { tablesOf } from '../model';
import { nothingRead } from './import-result';
import type { ImportEnd, ImportProgress, ImportRow, NewImport } from './import.row';

export interface ImportPage {
  readonly before: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const shown = `id, source_id, origin, http_status, attempts, state, mode, format, file_bytes, file_sha256, counts,
  rejected_by_reason, rejected_samples, flagged_by_list, error_code, error_message, cancelled_by, created_at,
  finished_at, progress`;

const isOpen = `m.state IN ('waiting', 'running')`;

/** Imports, uploaded or collected; inside the transaction of the team that they belong to. */
@Injectable()
export class ImportsRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when it is there already. */
  async insert(scope: SourceScope, { file, ...row }: NewImport): Promise<boolean> {
    const f = tablesOf[scope];
    const inserted = await this.database.execute(
      `INSERT INTO ${f.import} (${f.teamColumn}id, source_id, origin, state, mode, format, file_bytes, file_sha256,
         created_at, counts, rejected_by_reason, rejected_samples)
       VALUES (${f.teamValue}$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '{}', '[]')
       ON CONFLICT DO NOTHING`,
      [
        row.id,
        row.sourceId,
        row.origin,
        row.state,
        row.mode,
        JSON.stringify(row.format),
        file?.bytes ?? null,
        file?.sha256 ?? null,
        row.createdAt,
        JSON.stringify(nothingRead.counts),
      ],
    );
    return inserted === 1;
  }

  async find(scope: SourceScope, id: string): Promise<ImportRow | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<ImportRow>(
      `SELECT '${scope}' AS scope, ${shown} FROM ${f.import} m WHERE m.id = $1 AND ${f.mine('m')}`,
      [id],
    );
    return row;
  }

  /** The one of a source that is waiting or under way, else the one that ended last. */
  async latest(scope: SourceScope, sourceId: string): Promise<ImportRow | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<ImportRow>(
      `SELECT '${scope}' AS scope, ${shown} FROM ${f.import} m WHERE m.source_id = $1 AND ${f.mine('m')}
       ORDER BY (${isOpen}) DESC, m.id DESC LIMIT 1`,
      [sourceId],
    );
    return row;
  }

  /** Of one source, newest first. */
  async list(scope: SourceScope, sourceId: string, page: ImportPage): Promise<{ imports: ImportRow[]; total: number }> {
    const f = tablesOf[scope];
    const ofSource = `FROM ${f.import} m WHERE m.source_id = $1 AND ${f.mine('m')}`;
    const imports = await this.database.query<ImportRow>(
      `SELECT '${scope}' AS scope, ${shown} ${ofSource} AND ($2::uuid IS NULL OR m.id < $2)
       ORDER BY m.id DESC LIMIT $3 OFFSET $4`,
      [sourceId, page.before ?? null, page.limit, page.offset],
    );
    const [count] = await this.database.query<{ total: number }>(`SELECT count(*)::int AS total ${ofSource}`, [
      sourceId,
    ]);
    return { imports, total: count?.total ?? 0 };
  }

  /** Begins an attempt. @returns false when the import has ended. */
  async begin(scope: SourceScope, id: string): Promise<boolean> {
    return await this.change(scope, id, `state = 'running', attempts = attempts + 1`, []);
  }

  /** Waits for another attempt. */
  async wait(scope: SourceScope, id: string, httpStatus: number | null): Promise<boolean> {
    return await this.change(scope, id, `state = 'waiting', progress = NULL, http_status = $2`, [httpStatus]);
  }

  async note(scope: SourceScope, id: string, progress: ImportProgress): Promise<void> {
    await this.change(scope, id, 'progress = $2', [JSON.stringify(progress)]);
  }

  /** @returns false when it had ended already: then nothing was written, and what was done besides must not be kept. */
  async end(scope: SourceScope, id: string, end: ImportEnd): Promise<boolean> {
    const { counts, rejectedByReason, samples, flaggedByList } = end.result ?? nothingRead;
    return await this.change(
      scope,
      id,
      `state = $2, counts = $3, rejected_by_reason = $4, rejected_samples = $5, error_code = $6, error_message = $7,
       finished_at = $8, http_status = coalesce($9, http_status), file_bytes = coalesce($10, file_bytes),
       file_sha256 = coalesce($11, file_sha256), flagged_by_list = $12, cancelled_by = $13, progress = NULL`,
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
        JSON.stringify(flaggedByList),
        end.cancelledBy ?? null,
      ],
    );
  }

  /** Gives an import the file of another. */
  async describe(scope: SourceScope, id: string, of: ImportRow): Promise<void> {
    const values = [of.file_bytes, of.file_sha256, of.http_status];
    await this.change(scope, id, 'file_bytes = $2, file_sha256 = $3, http_status = $4', values);
  }

  private async change(scope: SourceScope, id: string, set: string, values: readonly unknown[]): Promise<boolean> {
    const f = tablesOf[scope];
    const touched = await this.database.execute(
      `UPDATE ${f.import} m SET ${set} WHERE m.id = $1 AND ${isOpen} AND ${f.mine('m')}`,
      [id, ...values],
    );
    return touched === 1;
  }
}
