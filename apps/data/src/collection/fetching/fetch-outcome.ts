import type { ImportErrorCode } from '@sentrybox/contracts';
import { EgressError } from '@sentrybox/egress';
import type { ReceivedFile } from '../../imports';
import type { Validators } from '../collection';

/** No list came, and why. */
export interface FetchFailure {
  readonly kind: 'failed';
  readonly code: ImportErrorCode;
  readonly message: string;
  readonly httpStatus: number | null;
  /** Whether asking again soon can help. */
  readonly isPassing: boolean;
  /** How long the provider wants to be left alone. */
  readonly retryAfterSeconds?: number;
}

/** Ends a fetch of several requests for what one of them was answered. */
export class FetchFailed extends Error {
  constructor(readonly failure: FetchFailure) {
    super(failure.message);
    this.name = 'FetchFailed';
  }
}

export type FetchOutcome =
  | { readonly kind: 'unchanged'; readonly httpStatus: number }
  | {
      readonly kind: 'list';
      readonly httpStatus: number;
      /** To be closed. */
      readonly file: ReceivedFile;
      readonly validators: Validators;
    }
  | FetchFailure;

type Nature = Pick<FetchFailure, 'code' | 'message' | 'isPassing'>;

/** What an HTTP status other than success says; undefined for success. */
export function failureOfStatus(status: number): Nature | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) {
    return { code: 'unauthorized', message: 'The provider wants a key or does not accept it.', isPassing: false };
  }
  if (status === 404 || status === 410) {
    return { code: 'not_found', message: 'There is no list at this address any more.', isPassing: false };
  }
  if (status === 429) return { code: 'rate_limited', message: 'The provider asks to wait.', isPassing: true };
  if (status >= 500) return { code: 'upstream', message: 'The provider has a fault.', isPassing: true };
  if (status >= 300 && status < 400) {
    return { code: 'redirect', message: 'The provider redirects where the run may not follow.', isPassing: false };
  }
  return { code: 'invalid_response', message: 'The provider does not understand the request.', isPassing: false };
}

const codeOf: Readonly<Record<EgressError['code'], ImportErrorCode>> = {
  offline: 'offline',
  blocked: 'blocked',
  timeout: 'timeout',
  unreachable: 'unreachable',
  tls: 'unreachable',
  too_large: 'too_large',
  redirect: 'redirect',
  protocol: 'invalid_response',
  circuit_open: 'unreachable',
  rate_limited: 'rate_limited',
  busy: 'unreachable',
};

/** What ended a request without an answer of use; undefined for what is no matter of the provider. */
export function failureOfError(error: unknown, httpStatus: number | null): FetchFailure | undefined {
  if (!(error instanceof EgressError)) return undefined;
  return {
    kind: 'failed',
    code: codeOf[error.code],
    message: error.message,
    httpStatus,
    isPassing: error.isRetryable,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}
