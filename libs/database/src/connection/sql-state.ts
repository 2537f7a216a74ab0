import { unavailable, invalidRequest, DomainError } from '@sentrybox/errors';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';

// SQLSTATE values, PostgreSQL documentation, appendix A.
const uniqueViolation = '23505';
const queryCanceled = '57014';
const undecodableText = new Set(['22021', '22P05']); // NUL or broken UTF-8 that no text column can hold

// The server is going away or refuses connections. Not the whole class 08: 08P01 is a wrong number of parameters.
const lostConnection = new Set([
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25P03', // idle in transaction for too long: the server closed the session
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);

// Worth another try later: overload, time-outs, dead locks.
const busy = new Set(['40001', '40P01', '53000', '53100', '53200', '53300', '53400', '55P03', '57014', '58030']);

/** Whether the write hit a unique key; with `constraint` that one only. Holds for raw queries and for TypeORM's errors. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const source = databaseErrorOf(error);
  return source?.code === uniqueViolation && (constraint === undefined || source.constraint === constraint);
}

/** Whether the server ended the statement because it took longer than its transaction allows; also once translated. */
export function isStatementTimeout(error: unknown): boolean {
  const source = databaseErrorOf(error instanceof DomainError ? error.cause : error);
  return source?.code === queryCanceled;
}

/** Whether the server understood and refused a statement: then it is the statement's fault, not the connection's. */
export function isServerError(error: unknown): boolean {
  return databaseErrorOf(error) !== undefined;
}

/** The server's own error inside whatever was thrown, if there is one. */
export function databaseErrorOf(error: unknown): DatabaseError | undefined {
  const inner: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return inner instanceof DatabaseError ? inner : undefined;
}

/** Whether nothing more can be asked on the connection that gave this error. */
export function isConnectionLoss(error: unknown): boolean {
  const source = databaseErrorOf(error);
  return source !== undefined && lostConnection.has(source.code ?? '');
}

/**
 * What callers of the library see: time-outs, overload and lost connections become 503, text that cannot be stored
 * becomes 400; everything else is handed on as it is, for `isUniqueViolation` and its like to recognise.
 */
export function translated(error: unknown): unknown {
  // TypeORM wraps what its connection throws; ours is already translated.
  if (error instanceof QueryFailedError && error.driverError instanceof DomainError) return error.driverError;
  const code = databaseErrorOf(error)?.code ?? '';
  if (lostConnection.has(code) || busy.has(code)) return unavailable('The database cannot answer now.', error);
  if (undecodableText.has(code)) return invalidRequest('The request contains text that cannot be stored.');
  return error;
}
