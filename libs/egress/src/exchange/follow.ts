import type { Agent, Dispatcher } from 'undici';
import { EgressError } from '../egress.errors';
import type { EgressRequest } from '../egress-request';
import type { EgressProfile } from '../profiles';
import type { Deadline } from './deadline';
import { requestHeaders, responseHeaders } from './headers';
import type { Headers } from './headers';
import { judgeUrl } from './judge-url';
import { isRedirect, nextHop } from './redirect';
import type { Hop } from './redirect';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Dispatcher.ResponseData['body'];
  readonly url: URL;
}

/**
 * Sends the request and the hops that the profile allows after it; each hop is judged anew.
 * @param url the first one, judged
 */
export async function follow(
  agent: Agent,
  profile: EgressProfile,
  request: EgressRequest,
  url: URL,
  deadline: Deadline,
): Promise<Answer> {
  let hop: Hop = {
    url,
    method: request.method,
    headers: requestHeaders(request.headers),
    body: request.body,
  };
  for (let redirects = 0; ; redirects += 1) {
    const answer = await exchange(agent, hop, request.timeoutMs, deadline);
    const location = answer.headers['location'];
    if (request.redirects === 'return' || location === undefined || !isRedirect(answer.status, answer.headers)) {
      return answer;
    }
    answer.body.destroy();
    if (redirects >= profile.maxRedirects) {
      throw new EgressError('redirect');
    }
    const next = nextHop(hop, answer.status, location);
    hop = { ...next, url: judgeUrl(profile, next.url.href) };
  }
}

async function exchange(agent: Agent, hop: Hop, timeoutMs: number, deadline: Deadline): Promise<Answer> {
  const sent = agent.request({
    origin: hop.url.origin,
    path: hop.url.pathname + hop.url.search,
    method: hop.method,
    headers: hop.headers,
    body: hop.body ?? null,
    signal: deadline.signal,
    // The deadline is the exact limit; these only let undici release a socket by itself.
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const response = await deadline.race(sent);
  // A body that is cut off before anybody reads it must not become an uncaught error.
  response.body.on('error', () => undefined);
  return {
    status: response.statusCode,
    headers: responseHeaders(response.headers),
    body: response.body,
    url: hop.url,
  };
}
