import type {
  ImportCounts,
  ImportErrorCode,
  ImportMode,
  ImportView,
  RejectionReason,
  RunProgress,
  SourceFormat,
  SourceScope,
} from '@sentrybox/contracts';
import { subjectIdOf } from '@sentrybox/contracts';
import { requestContext } from '@sentrybox/observability';
import type { ImportResult } from './import-result';
import type { ImportRefused } from './imports.errors';
import type { RejectedSample } from './ingest/read-file';

/** How far an import is. */
export type ImportProgress = Pick<RunProgress, 'phase' | 'bytes' | 'records'>;

/** A row of data.import or data.team_import. */
export interface ImportRow {
  readonly id: string;
  readonly scope: SourceScope;
  readonly source_id: string;
  readonly state: ImportView['state'];
  readonly mode: ImportMode;
  readonly format: SourceFormat;
  readonly origin: ImportView['origin'];
  readonly file_bytes: string | null;
  readonly file_sha256: string | null;
  readonly http_status: number | null;
  readonly attempts: number;
  readonly counts: ImportCounts;
  readonly rejected_by_reason: Partial<Record<RejectionReason, number>>;
  readonly rejected_samples: RejectedSample[];
  readonly flagged_by_list: Readonly<Record<string, number>>;
  readonly error_code: ImportErrorCode | null;
  readonly error_message: string | null;
  readonly cancelled_by: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly progress: ImportProgress | null;
}

/** What an import is about, before anything was read. */
export interface NewImport {
  readonly id: string;
  readonly sourceId: string;
  readonly origin: ImportView['origin'];
  readonly state: 'waiting' | 'running';
  readonly mode: ImportMode;
  readonly format: SourceFormat;
  /** Absent as long as it has not been fetched. */
  readonly file?: { readonly bytes: number; readonly sha256: string };
  readonly createdAt: Date;
}

/** How an import ended; what it does not say of the file and the provider's answer stays as it was. */
export interface ImportEnd {
  readonly state: 'done' | 'unchanged' | 'held' | 'failed' | 'cancelled';
  readonly result?: ImportResult;
  readonly error?: { readonly code: ImportErrorCode; readonly message: string };
  readonly httpStatus?: number | null;
  readonly file?: { readonly bytes: number; readonly sha256: string };
  /** Of a cancelled one: who did that. */
  readonly cancelledBy?: string | null;
  readonly at: Date;
}

/** The end of an import that the caller of the current request, or an operator of the platform, cancelled. */
export function cancelledAt(at: Date): ImportEnd {
  const principal = requestContext()?.principal;
  return { state: 'cancelled', cancelledBy: principal === undefined ? null : subjectIdOf(principal), at };
}

/** The end of an import that was refused. */
export function failedBy({ code, message, result }: ImportRefused, at: Date): ImportEnd {
  return { state: 'failed', error: { code, message }, result, at };
}

export function importView(row: ImportRow): ImportView {
  return {
    id: row.id,
    source_id: row.source_id,
    state: row.state,
    mode: row.mode,
    format: row.format.kind,
    origin: row.origin,
    file: row.file_sha256 === null ? null : { bytes: Number(row.file_bytes), sha256: row.file_sha256 },
    http_status: row.http_status,
    attempts: row.attempts,
    counts: row.counts,
    rejected_by_reason: row.rejected_by_reason,
    rejected_samples: row.rejected_samples,
    flagged_by_list: row.flagged_by_list,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    cancelled_by: row.cancelled_by,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    url: `/api/v1/sources/${row.source_id}/imports/${row.id}`,
  };
}
