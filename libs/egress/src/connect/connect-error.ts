import { EgressError } from '../egress.errors';

/** Codes of the socket layer. What else happens while an https connection is opened comes from TLS. */
const socketCodes = new Set([
  'EACCES',
  'EADDRNOTAVAIL',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'EPERM',
  'EPIPE',
]);

/** The reason why no connection was opened, by the code of the error. */
export function connectError(error: unknown, protocol: string): EgressError {
  if (error instanceof EgressError) {
    return error;
  }
  const code = codeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new EgressError('timeout', { cause: error });
  }
  return new EgressError(protocol === 'https:' && !socketCodes.has(code) ? 'tls' : 'unreachable', { cause: error });
}

/** The machine code of a Node or undici error, empty when there is none. By shape: errors may come from another realm. */
export function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : '';
}
