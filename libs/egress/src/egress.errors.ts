import { DomainError } from '@sentrybox/errors';
import type { ErrorKind } from '@sentrybox/errors';
import type { AddressClass } from './address/special-ranges';

export type EgressErrorCode =
  | 'offline'
  | 'blocked'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'too_large'
  | 'redirect'
  | 'protocol'
  | 'circuit_open'
  | 'rate_limited'
  | 'busy';

/** Why a target was refused; a closed set, because it is a metric label. */
export type BlockReason =
  | Exclude<AddressClass, 'public'>
  | 'scheme'
  | 'port'
  | 'credentials_in_url'
  | 'name'
  | 'other_origin'
  | 'out_of_scope'
  | 'own_network'
  | 'offline';

interface EgressErrorOptions {
  readonly reason?: BlockReason;
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
}

interface Nature {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly isRetryable: boolean;
}

// The sentences name neither address nor resolver nor library: a caller must not learn what a name resolves to inside.
const natureOf: Readonly<Record<EgressErrorCode, Nature>> = {
  offline: { kind: 'unavailable', message: 'This installation does not connect to other hosts.', isRetryable: false },
  blocked: { kind: 'forbidden', message: 'Connections to this target are not allowed.', isRetryable: false },
  timeout: { kind: 'unavailable', message: 'The remote host did not answer in time.', isRetryable: true },
  unreachable: { kind: 'unavailable', message: 'The remote host cannot be reached.', isRetryable: true },
  tls: { kind: 'unavailable', message: 'No trusted TLS connection to the remote host.', isRetryable: false },
  too_large: { kind: 'unavailable', message: 'The answer of the remote host is too large.', isRetryable: false },
  redirect: { kind: 'unavailable', message: 'The remote host redirects where it may not.', isRetryable: false },
  protocol: { kind: 'unavailable', message: 'The answer of the remote host is not understood.', isRetryable: false },
  // The three below are said without a connection, with the seconds to wait.
  circuit_open: { kind: 'unavailable', message: 'The remote host failed too often of late.', isRetryable: true },
  rate_limited: { kind: 'unavailable', message: 'The remote host asked to wait.', isRetryable: true },
  busy: { kind: 'unavailable', message: 'Too many requests to the remote host at once.', isRetryable: true },
};

/**
 * Everything that can end an outbound request except an answer. An HTTP status is an answer, whatever its number.
 * `code` is for decisions, `message` is safe to show, `cause` (library errors) is for the log.
 */
export class EgressError extends DomainError {
  declare readonly code: EgressErrorCode;
  /** Set for `blocked` and `offline`. */
  readonly reason: BlockReason | undefined;

  constructor(code: EgressErrorCode, options: EgressErrorOptions = {}) {
    const nature = natureOf[code];
    super({ ...nature, code, cause: options.cause, retryAfterSeconds: options.retryAfterSeconds });
    this.name = 'EgressError';
    this.reason = options.reason;
  }
}

export function blocked(reason: Exclude<BlockReason, 'offline'>): EgressError {
  return new EgressError('blocked', { reason });
}

export function offline(): EgressError {
  return new EgressError('offline', { reason: 'offline' });
}
