import type { Egress, EgressProfile } from '@sentrybox/egress';
import { EgressError, parseRetryAfter } from '@sentrybox/egress';
import type { PluginErrorCode } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import type { ProviderAnswer, ProviderRequest } from '../contract/plugin-context';
import { PluginError } from '../contract/plugin.errors';
import { bodyOf, pathOf } from './request-parts';

/** What one question needs beside the question. */
export interface Call {
  readonly egress: Egress;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Whose quota at the source this uses. */
  readonly account: string;
}

export interface Target {
  /** As in sentences to the analyst. */
  readonly displayName: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly profile: EgressProfile;
}

/** Answers are a few hundred kilobytes at most, popular files and pages included. */
const maxAnswerBytes = 8 * 1_048_576;

const codeOf: Readonly<Record<EgressError['code'], PluginErrorCode>> = {
  offline: 'offline',
  blocked: 'unreachable',
  timeout: 'timeout',
  unreachable: 'unreachable',
  tls: 'unreachable',
  too_large: 'invalid_response',
  redirect: 'invalid_response',
  protocol: 'invalid_response',
  circuit_open: 'unavailable',
  rate_limited: 'quota',
  busy: 'unavailable',
};

// Refused before anything was sent. What fails later may have been carried out.
const notSent: ReadonlySet<EgressError['code']> = new Set([
  ...(['offline', 'blocked', 'tls'] as const),
  ...(['circuit_open', 'rate_limited', 'busy'] as const),
]);

/**
 * Asks an outside source once, and comes back with the statuses that the request names as answers; everything else is
 * an error here, so that no plugin can take it for an answer.
 * @throws PluginError
 */
export async function askProvider(target: Target, request: ProviderRequest, call: Call): Promise<ProviderAnswer> {
  const { method = 'GET', answers = [200], expect = 'json' } = request;
  const { body, contentType } = bodyOf(request);
  const accept = expect === 'json' ? 'application/json' : 'text/plain, */*;q=0.5';
  const asked = {
    method,
    url: target.baseUrl + pathOf(request),
    headers: { accept, ...(contentType && { 'content-type': contentType }), ...request.headers },
    body,
    timeoutMs: call.timeoutMs,
    maxBytes: maxAnswerBytes,
    signal: call.signal,
    account: call.account,
  };
  try {
    const answer =
      expect === 'json'
        ? await call.egress.request(target.profile, { ...asked, expect })
        : await call.egress.request(target.profile, { ...asked, expect });
    if (!answers.includes(answer.status)) throw refusal(target, request, call, answer.status, answer.headers);
    return { status: answer.status, body: answer.body };
  } catch (error) {
    throw failureOf(target.displayName, call.signal, error);
  }
}

/** The failure of a way out as the plugin's own; what is none is handed back as it is. */
export function failureOf(displayName: string, signal: AbortSignal, error: unknown): unknown {
  if (error instanceof EgressError) {
    return new PluginError(codeOf[error.code], {
      message: `${displayName}: ${error.message}`,
      retryAfterSeconds: error.retryAfterSeconds,
      ...(wasNotSent(error) ? { isWithoutEffect: true } : {}),
      cause: error,
    });
  }
  if (signal.aborted && !(error instanceof PluginError)) {
    return new PluginError('timeout', { message: `${displayName} did not answer in time.`, cause: error });
  }
  return error;
}

/** No connection came to be: by the system call that failed, or undici's own time limit for it. */
function wasNotSent({ code, cause }: EgressError): boolean {
  if (notSent.has(code)) return true;
  if (typeof cause !== 'object' || cause === null) return false;
  if ('code' in cause && cause.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return 'syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo');
}

function refusal(
  { displayName }: Target,
  { resetHeader }: ProviderRequest,
  { clock }: Call,
  status: number,
  headers: Readonly<Record<string, string>>,
): PluginError {
  const ownWait = resetHeader === undefined ? undefined : headers[resetHeader];
  const now = clock.now();
  const retryAfterSeconds = parseRetryAfter(headers['retry-after'], now) ?? parseRetryAfter(ownWait, now);
  if (status === 401 || status === 403) {
    return new PluginError('unauthorized', { message: `${displayName} refuses the configured key.` });
  }
  // 204 is how older interfaces say that the quota is used up.
  if (status === 429 || status === 402 || status === 204) {
    return new PluginError('quota', { message: `The quota at ${displayName} is used up.`, retryAfterSeconds });
  }
  if (status >= 500) {
    // 503 says that the request was not taken up (RFC 9110 15.6.4); after the others it may have been.
    const isWithoutEffect = status === 503;
    const message = `${displayName} has a fault of its own.`;
    return new PluginError('upstream', { message, retryAfterSeconds, isWithoutEffect });
  }
  if (status === 400 || status === 410 || status === 422) {
    return new PluginError('rejected', { message: `${displayName} does not accept this question.` });
  }
  return new PluginError('invalid_response', { message: `The answer of ${displayName} is not understood.` });
}
