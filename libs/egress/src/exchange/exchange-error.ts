import { DomainError } from '@sentrybox/errors';
import { codeOf } from '../connect/connect-error';
import { EgressError } from '../egress.errors';
import type { EgressErrorCode } from '../egress.errors';

/** What undici's and Node's codes mean once a connection stood. */
const meaning: Readonly<Record<string, EgressErrorCode>> = {
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  HPE_HEADER_OVERFLOW: 'too_large',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  UND_ERR_SOCKET: 'unreachable',
  UND_ERR_CLOSED: 'unreachable',
  UND_ERR_DESTROYED: 'unreachable',
  UND_ERR_ABORTED: 'unreachable',
  ECONNRESET: 'unreachable',
  ECONNABORTED: 'unreachable',
  EPIPE: 'unreachable',
};

/**
 * Turns whatever ended an exchange into an EgressError. Parser errors, broken compression and lengths that do not add
 * up (HPE_*, Z_*, UND_ERR_RES_*) are `protocol`; a mistake of the program keeps its own error.
 */
export function exchangeError(error: unknown): Error {
  if (error instanceof DomainError) {
    return error;
  }
  const code = codeOf(error);
  const known = meaning[code];
  if (known !== undefined) {
    return new EgressError(known, { cause: error });
  }
  return new EgressError('protocol', { cause: error });
}
