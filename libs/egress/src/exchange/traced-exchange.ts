import { inSpan } from '@sentrybox/observability';
import type { EgressRequest } from '../egress-request';
import { EgressError } from '../egress.errors';
import type { EgressProfile } from '../profiles';
import { exchangeError } from './exchange-error';
import type { Answer } from './follow';

/** One outbound request as the metrics see it; every field is from a closed set. */
export interface Exchange {
  readonly profile: EgressProfile['kind'];
  readonly method: EgressRequest['method'];
  /** A status, or the code of the error that came instead of an answer. */
  readonly outcome: string;
  readonly durationMs: number;
}

/**
 * Sends a request as a client span, up to the head of its answer. The span names the host and no path: indicators are
 * in paths. `traceparent` goes along only to what an administrator configured, never to a target or the public.
 */
export async function tracedExchange(
  profile: EgressProfile,
  request: EgressRequest,
  send: (request: EgressRequest) => Promise<Answer>,
  onEnded: ((exchange: Exchange) => void) | undefined,
): Promise<Answer> {
  const { method } = request;
  const startedAt = performance.now();
  const attributes = {
    'http.request.method': method,
    'sentrybox.egress_profile': profile.kind,
    ...hostOf(request.url),
  };
  let outcome = 'internal_error';
  try {
    return await inSpan({ name: `${method} ${profile.kind}`, kind: 'client', attributes }, async (span) => {
      const isSentAlong = span !== undefined && profile.kind === 'configured';
      const headers = isSentAlong ? { ...request.headers, traceparent: span.traceparent } : request.headers;
      const answer = await send({ ...request, headers });
      outcome = String(answer.status);
      span?.set({ 'http.response.status_code': answer.status });
      if (answer.status >= 400) span?.fail(outcome);
      return answer;
    });
  } catch (error) {
    const failure = exchangeError(error);
    if (request.signal?.aborted === true) outcome = 'aborted';
    else if (failure instanceof EgressError) outcome = failure.code;
    throw error;
  } finally {
    onEnded?.({ profile: profile.kind, method, outcome, durationMs: performance.now() - startedAt });
  }
}

function hostOf(url: string): Readonly<Record<string, string>> {
  return URL.canParse(url) ? { 'server.address': new URL(url).hostname } : {};
}
