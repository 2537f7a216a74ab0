import type { Egress, EgressRequest } from '@sentrybox/egress';
import { EgressError, parseRetryAfter } from '@sentrybox/egress';
import type { PluginErrorCode } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import type { PluginContext } from '../plugin';
import { PluginError } from '../plugin.errors';
import type { ProviderTarget } from './provider-settings';

export interface Provider {
  /** As in sentences to the analyst. */
  readonly displayName: string;
  readonly target: ProviderTarget;
  readonly egress: Egress;
  readonly clock: Clock;
  /** Where the source says, in whole seconds, when its window opens again, if not in Retry-After. */
  readonly resetHeader?: string;
}

export interface ProviderRequest extends Pick<EgressRequest, 'method' | 'headers' | 'body'> {
  /** Below the base URL, with a slash in front; values are encoded by the caller. */
  readonly path: string;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when an answer outside 2xx had none. */
  readonly body: unknown;
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
 * Asks an outside source once. Comes back with 2xx, 400, 404 and 410, whose meaning is the source's own; everything
 * else is an error here, so that no plugin can take it for an answer.
 * @throws PluginError
 */
export async function askProvider(
  provider: Provider,
  request: ProviderRequest,
  context: PluginContext,
): Promise<ProviderAnswer> {
  const { target, egress, displayName } = provider;
  try {
    const answer = await egress.request(target.profile, {
      method: request.method,
      url: target.baseUrl + request.path,
      headers: { accept: 'application/json', ...request.headers },
      body: request.body,
      timeoutMs: context.timeoutMs,
      maxBytes: maxAnswerBytes,
      signal: context.signal,
      expect: 'json',
    });
    refuseFailure(provider, answer.status, answer.headers);
    return { status: answer.status, body: answer.body };
  } catch (error) {
    if (error instanceof EgressError) {
      throw new PluginError(codeOf[error.code], {
        message: `${displayName}: ${error.message}`,
        retryAfterSeconds: error.retryAfterSeconds,
        ...(wasNotSent(error) ? { isWithoutEffect: true } : {}),
        cause: error,
      });
    }
    if (context.signal.aborted) {
      throw new PluginError('timeout', { message: `${displayName} did not answer in time.`, cause: error });
    }
    throw error;
  }
}

/** For an answer that is not what the source documents. It is never read as "nothing found". */
export function notUnderstood({ displayName }: Provider, cause?: unknown): PluginError {
  return new PluginError('invalid_response', { message: `The answer of ${displayName} is not understood.`, cause });
}

/** No connection came to be: by the system call that failed, or undici's own time limit for it. */
function wasNotSent({ code, cause }: EgressError): boolean {
  if (notSent.has(code)) return true;
  if (typeof cause !== 'object' || cause === null) return false;
  if ('code' in cause && cause.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return 'syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo');
}

function refuseFailure(provider: Provider, status: number, headers: Readonly<Record<string, string>>): void {
  const { displayName } = provider;
  const retryAfterSeconds = waitOf(provider, headers);
  if (status === 401 || status === 403) {
    throw new PluginError('unauthorized', { message: `${displayName} refuses the configured key.` });
  }
  // 204 is how older interfaces say that the quota is used up.
  if (status === 429 || status === 402 || status === 204) {
    throw new PluginError('quota', { message: `The quota at ${displayName} is used up.`, retryAfterSeconds });
  }
  if (status >= 500) {
    // 503 says that the request was not taken up (RFC 9110 15.6.4); after the others it may have been.
    const isWithoutEffect = status === 503;
    const message = `${displayName} has a fault of its own.`;
    throw new PluginError('upstream', { message, retryAfterSeconds, isWithoutEffect });
  }
  if (status >= 300 && ![400, 404, 410].includes(status)) {
    throw notUnderstood(provider);
  }
}

function waitOf({ clock, resetHeader }: Provider, headers: Readonly<Record<string, string>>): number | undefined {
  const now = clock.now();
  const ownHeader = resetHeader === undefined ? undefined : headers[resetHeader];
  return parseRetryAfter(headers['retry-after'], now) ?? parseRetryAfter(ownHeader, now);
}
