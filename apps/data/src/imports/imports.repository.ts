import { Injectable } from '@nestjs/common';
import type { ImportErrorCode, SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { tablesOf } from '../model';
import { nothingRead } from './import.row';
import type { ImportResult, ImportRow, NewImport } from './import.row';

export interface ImportPage {
  readonly before: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const shown = `id, source_id, origin, http_status, attempts, state, mode, format, file_bytes, file_sha256, counts, rejected_by_reason, rejected_samples,
  error_code, error_message, created_at, finished_at`;

/** Imports; inside the team's transaction. */
@Injectable()
export class ImportsRepository {
  constructor(private readonly database: Database) {}

  async insert(scope: SourceScope, { id, sourceId, ...rest }: NewImport): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `INSERT INTO ${f.import} (${f.teamColumn}id, source_id, state, mode, format, file_bytes, file_sha256, created_at,
         counts, rejected_by_reason, rejected_samples)
       VALUES (${f.teamValue}$1, $2, 'running', $3, $4, $5, $6, $7, $8, '{}', '[]')`,
      [
        id,
        sourceId,
        rest.mode,
        JSON.stringify(rest.format),
        rest.fileBytes,
        rest.fileSha256,
        rest.createdAt,
        JSON.stringify(nothingRead.counts),
      ],
    );
  }

  async find(scope: SourceScope, id: string): Promise<ImportRow | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<ImportRow>(
      `SELECT '${scope}' AS scope, ${shown} FROM ${f.import} m WHERE m.id = $1 AND ${f.mine('m')}`,
      [id],
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

  /** @returns false when it had ended already: then nothing was written, and what was done besides must not be kept. */
  async finish(scope: SourceScope, id: string, result: ImportResult, now: Date): Promise<boolean> {
    return await this.end(scope, id, 'done', result, now, null, null);
  }

  /** @returns false when it had ended already. */
  async fail(
    scope: SourceScope,
    id: string,
    error: { readonly code: ImportErrorCode; readonly message: string },
    result: ImportResult,
    now: Date,
  ): Promise<boolean> {
    return await this.end(scope, id, 'failed', result, now, error.code, error.message);
  }

  private async end(
    scope: SourceScope,
    id: string,
    state: 'done' | 'failed',
    { counts, rejectedByReason, samples }: ImportResult,
    now: Date,
    errorCode: ImportErrorCode | null,
    errorMessage: string | null,
  ): Promise<boolean> {
    const f = tablesOf[scope];
    const touched = await this.database.execute(
      `UPDATE ${f.import} m SET state = $2, counts = $3, rejected_by_reason = $4, rejected_samples = $5,
         error_code = $6, error_message = $7, finished_at = $8
       WHERE m.id = $1 AND m.state = 'running' AND ${f.mine('m')}`,
      [
        id,
        state,
        JSON.stringify(counts),
        JSON.stringify(rejectedByReason),
        JSON.stringify(samples),
        errorCode,
        errorMessage,
        now,
      ],
    );
    return touched === 1;
  }
}
