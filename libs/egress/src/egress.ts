import { performance } from 'node:perf_hooks';
import { connectPolicy } from './connect/connect-policy';
import type { PolicyOptions } from './connect/connect-policy';
import { systemDial } from './connect/guarded-connector';
import type { Dial } from './connect/guarded-connector';
import { Dispatchers } from './dispatchers';
import { EgressError } from './egress.errors';
import type { BlockReason } from './egress.errors';
import type { EgressRequest, EgressResponse, EgressStream, Expect } from './egress-request';
import { failureOf, startAttempt } from './exchange/attempt';
import type { Attempt, AttemptParts, ExchangeFacts } from './exchange/attempt';
import { Deadline } from './exchange/deadline';
import { decodeBody } from './exchange/decode-body';
import { judgeUrl } from './exchange/judge-url';
import { retried } from './exchange/retried';
import type { EgressProfile } from './profiles';
import { Upstreams } from './upstream/upstreams';
import type { OnCircuitChange } from './upstream/upstreams';

export interface EgressOptions extends PolicyOptions {
  /** Told of every request that was refused. */
  readonly onBlocked?: (profile: EgressProfile['kind'], reason: BlockReason) => void;
  /** Told of every attempt that had a place at its upstream, when it is over. */
  readonly onExchange?: (facts: ExchangeFacts) => void;
  readonly onCircuitChange?: OnCircuitChange;
  readonly dial?: Dial;
  readonly monotonicMs?: () => number;
  /** Time of day, against which the dates of `Retry-After` count. */
  readonly now?: () => Date;
}

type WholeRequest = EgressRequest & { readonly expect?: Expect };

/** The only way out of a process. See docs of {@link EgressProfile} for who may be reached. */
export class Egress {
  private readonly dispatchers: Dispatchers;
  private readonly upstreams: Upstreams;
  private readonly monotonicMs: () => number;

  constructor(private readonly options: EgressOptions) {
    const policy = connectPolicy(options);
    this.dispatchers = new Dispatchers(
      policy,
      (profile) => options.dial ?? systemDial(profile.kind === 'configured' ? profile.extraCas : []),
    );
    this.monotonicMs = options.monotonicMs ?? (() => performance.now());
    const clock = { now: options.now ?? (() => new Date()), monotonicMs: this.monotonicMs };
    this.upstreams = new Upstreams(clock, options.onCircuitChange);
  }

  /**
   * Sends one request and reads its whole answer. Any HTTP status is an answer.
   * @throws EgressError when there is no answer within the limits; the signal's reason when the caller stopped it.
   */
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect: 'json' },
  ): Promise<EgressResponse<unknown>>;
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect: 'text' },
  ): Promise<EgressResponse<string>>;
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect?: 'bytes' },
  ): Promise<EgressResponse<Buffer>>;
  async request(profile: EgressProfile, request: WholeRequest): Promise<EgressResponse<unknown>> {
    const startedMs = this.monotonicMs();
    const deadline = new Deadline(request.timeoutMs, request.signal);
    try {
      const parts = this.partsOf(profile, request, deadline);
      const answer = await retried(request, parts.upstream.retryBudget, deadline, () =>
        readWhole(parts, request.expect ?? 'bytes'),
      );
      return { ...answer, durationMs: Math.round(this.monotonicMs() - startedMs) };
    } catch (error) {
      throw this.failure(error, deadline, profile);
    } finally {
      deadline.stop();
    }
  }

  /**
   * Sends one request and hands the body over while it arrives. The connection is held until the body ended, the
   * iteration is left, or `timeoutMs` is over.
   * @throws EgressError like {@link request}, here and while the body is read.
   */
  async stream(profile: EgressProfile, request: EgressRequest): Promise<EgressStream> {
    const deadline = new Deadline(request.timeoutMs, request.signal);
    try {
      const attempt = await startAttempt(this.partsOf(profile, request, deadline));
      return { ...headOf(attempt), body: readInParts(attempt, deadline) };
    } catch (error) {
      deadline.stop();
      throw this.failure(error, deadline, profile);
    }
  }

  /** The worst circuit per upstream that has a name, and per kind of profile for the rest: 0 closed, 1 half open, 2 open. */
  circuitStates(): ReadonlyMap<string, number> {
    return this.upstreams.states();
  }

  /** Lets running requests end and closes kept connections. Idle ones do not hold the process. */
  async close(): Promise<void> {
    await this.dispatchers.close();
  }

  private partsOf(profile: EgressProfile, request: EgressRequest, deadline: Deadline): AttemptParts {
    const url = judgeUrl(profile, request.url);
    return {
      profile,
      request,
      url,
      deadline,
      upstream: this.upstreams.of(profile, url.origin),
      agent: this.dispatchers.of(profile),
      monotonicMs: this.monotonicMs,
      onExchange: this.options.onExchange,
    };
  }

  private failure(error: unknown, deadline: Deadline, profile: EgressProfile): Error {
    const failure = failureOf(error, deadline);
    if (failure instanceof EgressError && failure.reason !== undefined) {
      this.options.onBlocked?.(profile.kind, failure.reason);
    }
    return failure;
  }
}

type Read = Omit<EgressResponse<unknown>, 'durationMs'>;

async function readWhole(parts: AttemptParts, expect: Expect): Promise<Read> {
  const attempt = await startAttempt(parts);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of attempt.body) {
      chunks.push(chunk);
    }
    const body = decodeBody(Buffer.concat(chunks), expect, attempt.answer.status);
    attempt.end();
    return { ...headOf(attempt), body };
  } catch (error) {
    const failure = failureOf(error, parts.deadline);
    attempt.end(failure);
    throw failure;
  }
}

async function* readInParts(attempt: Attempt, deadline: Deadline): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* attempt.body;
  } catch (error) {
    const failure = failureOf(error, deadline);
    attempt.end(failure);
    throw failure;
  } finally {
    deadline.stop();
    attempt.end();
  }
}

function headOf({ answer }: Attempt): Omit<Read, 'body'> {
  return { status: answer.status, headers: answer.headers, finalUrl: answer.url.href };
}
