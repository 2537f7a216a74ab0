import type { ImportErrorCode } from '@sentrybox/contracts';
import { DomainError, invalidRequest, notFound, unavailable } from '@sentrybox/errors';
import type { ImportResult } from './import-result';

export function importNotFound(): DomainError {
  return notFound('There is no such import.');
}

/** The source does not say where the values are in a file of that kind. */
export function formatNotDescribed(kind: string): DomainError {
  return invalidRequest(
    `The source does not say where the values are in a ${kind} file: set its format first.`,
    [{ field: 'format', code: 'format_not_described', message: 'The source describes another format.' }],
    'format_not_described',
  );
}

export function tooManyUploads(): DomainError {
  return unavailable('Too many files are being uploaded now.', undefined, 5);
}

export function noRoomForFile(cause: unknown): DomainError {
  return unavailable('The file cannot be kept now.', cause, 60);
}

/** Somebody ended the import while it was being merged: nothing of it may be kept. */
export function importCancelled(): DomainError {
  return new DomainError({ kind: 'conflict', code: 'lease_lost', message: 'The import was cancelled meanwhile.' });
}

/** The import changed nothing and would not the next time either. */
export class ImportRefused extends Error {
  constructor(
    readonly code: ImportErrorCode,
    message: string,
    /** What was read until then. */
    readonly result: ImportResult,
  ) {
    super(message);
    this.name = 'ImportRefused';
  }

  /** For a caller who is still there: the reason, and which records were left out. */
  toDomainError(): DomainError {
    if (this.code === 'source_deleted') return notFound('The source was deleted meanwhile.');
    return new DomainError({
      kind: 'invalid',
      code: this.code,
      message: this.message,
      details: this.result.samples.map(({ record, reason }) => ({
        field: `record ${record}`,
        code: reason,
        message: 'This record was left out.',
      })),
    });
  }
}
