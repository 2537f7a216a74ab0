import { setTimeout as delay } from 'node:timers/promises';
import type { Headers } from './headers';
import type { Deadline } from './deadline';
import { EgressError } from '../egress.errors';
import type { EgressRequest } from '../egress-request';
import type { RetryBudget } from '../upstream/retry-budget';

const firstBackoffMs = 100;
const maxBackoffMs = 1_000;
/** A gateway in front of the upstream speaks, not the upstream itself. */
const transientStatuses = new Set([502, 503, 504]);
/** Asking twice has the effect of asking once (RFC 9110 9.2.2). */
const idempotentMethods = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

interface Judged {
  readonly status: number;
  readonly headers: Headers;
}

/**
 * Repeats an attempt that failed for a reason that passes, with exponential backoff and full jitter, as long as the
 * method allows it, the upstream's retry budget has something left and the deadline is further away than the wait.
 */
export async function retried<A extends Judged>(
  request: EgressRequest,
  budget: RetryBudget,
  deadline: Deadline,
  attempt: () => Promise<A>,
): Promise<A> {
  const maxRetries = idempotentMethods.has(request.method) ? (request.maxRetries ?? 0) : 0;
  budget.earn();
  for (let retries = 0; ; retries += 1) {
    const isLast = retries >= maxRetries;
    let end: { readonly answer: A } | { readonly error: unknown };
    try {
      end = { answer: await attempt() };
    } catch (error) {
      end = { error };
    }
    if (!isLast && mayPass(end, deadline) && budget.trySpend()) {
      await deadline.race(delay(Math.random() * Math.min(firstBackoffMs * 2 ** retries, maxBackoffMs)));
    } else if ('answer' in end) {
      return end.answer;
    } else {
      throw end.error;
    }
  }
}

function mayPass(end: { readonly answer: Judged } | { readonly error: unknown }, deadline: Deadline): boolean {
  if (deadline.signal.aborted) {
    return false;
  }
  if ('answer' in end) {
    // Who says when to come back is not asked before.
    return transientStatuses.has(end.answer.status) && end.answer.headers['retry-after'] === undefined;
  }
  // A time-out here is one of the connection: the deadline has not passed.
  return end.error instanceof EgressError && (end.error.code === 'unreachable' || end.error.code === 'timeout');
}
