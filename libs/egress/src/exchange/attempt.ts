import type { Agent } from 'undici';
import { EgressError } from '../egress.errors';
import type { EgressErrorCode } from '../egress.errors';
import type { EgressMethod, EgressRequest } from '../egress-request';
import type { EgressProfile } from '../profiles';
import { outcomeOf } from '../upstream/outcome-of';
import type { Upstream } from '../upstream/upstream';
import { labelOf } from '../upstream/upstreams';
import type { Deadline } from './deadline';
import { exchangeError } from './exchange-error';
import { follow } from './follow';
import type { Answer } from './follow';
import { boundedBody } from './read-body';
import { tracedExchange } from './traced-exchange';

/** How one attempt ended, as the metrics see it; every text is from a closed set. */
export interface ExchangeFacts {
  readonly profile: EgressProfile['kind'];
  readonly upstream: string;
  readonly method: EgressMethod;
  /** A status; or why there was no answer of use. */
  readonly outcome: number | EgressErrorCode | 'cancelled';
  readonly durationMs: number;
}

export interface AttemptParts {
  readonly profile: EgressProfile;
  readonly request: EgressRequest;
  /** The judged first URL. */
  readonly url: URL;
  readonly upstream: Upstream;
  readonly agent: Agent;
  readonly deadline: Deadline;
  readonly monotonicMs: () => number;
  readonly onExchange: ((facts: ExchangeFacts) => void) | undefined;
}

/** A head has arrived. The place at the upstream is held until `end`, or until the deadline has passed. */
export interface Attempt {
  readonly answer: Answer;
  readonly body: AsyncIterable<Buffer>;
  /** With an error when the answer was of no use. Only the first call counts. */
  end(error?: Error): void;
}

/**
 * Takes a place at the upstream and sends the request.
 * @throws EgressError; the caller's reason when the caller stopped it
 */
export async function startAttempt(parts: AttemptParts): Promise<Attempt> {
  const { request, deadline, upstream } = parts;
  const startedMs = parts.monotonicMs();
  const visit = await upstream.enter(request.account ?? '', deadline.signal);
  let status = 0;
  let isOver = false;
  const end = (error?: Error): void => {
    if (isOver) {
      return;
    }
    isOver = true;
    deadline.signal.removeEventListener('abort', onAbort);
    visit.leave(error === undefined ? 'ok' : outcomeOf(error));
    const durationMs = parts.monotonicMs() - startedMs;
    parts.onExchange?.({
      profile: parts.profile.kind,
      upstream: labelOf(parts.profile),
      method: request.method,
      outcome: error === undefined ? status : codeOf(error),
      durationMs,
    });
  };
  // A body that nobody reads any more must not keep the place.
  const onAbort = (): void => {
    end(deadline.reason());
  };
  deadline.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await tracedExchange(parts.profile, request, (traced) =>
      follow(parts.agent, parts.profile, traced, parts.url, deadline),
    );
    status = answer.status;
    visit.answered(answer.status, answer.headers['retry-after']);
    return { answer, body: boundedBody(answer.body, answer.headers['content-encoding'], request.maxBytes), end };
  } catch (error) {
    const failure = failureOf(error, deadline);
    end(failure);
    throw failure;
  }
}

/** What a request rejects with: the deadline's or the caller's reason before everything else. */
export function failureOf(error: unknown, deadline: Deadline): Error {
  return deadline.signal.aborted ? deadline.reason() : exchangeError(error);
}

function codeOf(error: Error): EgressErrorCode | 'cancelled' {
  return error instanceof EgressError ? error.code : 'cancelled';
}
