import { inSpan } from '@sentrybox/observability';
import type { EgressRequest } from '../egress-request';
import type { EgressProfile } from '../profiles';
import type { Answer } from './follow';

/**
 * Sends a request as a client span, up to the head of its answer. The span names the host and no path: indicators are
 * in paths. `traceparent` goes along only to what an administrator configured, never to a target or the public.
 */
export async function tracedExchange(
  profile: EgressProfile,
  request: EgressRequest,
  send: (request: EgressRequest) => Promise<Answer>,
): Promise<Answer> {
  const { method } = request;
  const attributes = {
    'http.request.method': method,
    'sentrybox.egress_profile': profile.kind,
    ...hostOf(request.url),
  };
  return inSpan({ name: `${method} ${profile.kind}`, kind: 'client', attributes }, async (span) => {
    const isSentAlong = span !== undefined && profile.kind === 'configured';
    const headers = isSentAlong ? { ...request.headers, traceparent: span.traceparent } : request.headers;
    const answer = await send({ ...request, headers });
    span?.set({ 'http.response.status_code': answer.status });
    if (answer.status >= 400) span?.fail(String(answer.status));
    return answer;
  });
}

function hostOf(url: string): Readonly<Record<string, string>> {
  return URL.canParse(url) ? { 'server.address': new URL(url).hostname } : {};
}
