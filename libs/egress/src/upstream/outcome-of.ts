import { EgressError } from '../egress.errors';
import type { EgressErrorCode } from '../egress.errors';
import type { Outcome } from './circuit';

/** What the end of a request says about the upstream: refusals of our own say nothing. */
const outcomes: Readonly<Record<EgressErrorCode, Outcome>> = {
  timeout: 'failed',
  unreachable: 'failed',
  tls: 'failed',
  protocol: 'failed',
  too_large: 'ok',
  redirect: 'ok',
  offline: 'unknown',
  blocked: 'unknown',
  circuit_open: 'unknown',
  rate_limited: 'unknown',
  busy: 'unknown',
};

/**
 * A caller that stops because its own time is over has found the upstream slow; any other reason to stop is the
 * caller's affair.
 */
export function outcomeOf(error: Error): Outcome {
  if (error instanceof EgressError) {
    return outcomes[error.code];
  }
  return error.name === 'TimeoutError' ? 'failed' : 'unknown';
}
