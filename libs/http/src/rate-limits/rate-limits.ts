import type { FastifyReply } from 'fastify';
import { DomainError } from '@sentrybox/errors';
import type { Clock, Metrics } from '@sentrybox/observability';
import type { Counter } from 'prom-client';
import { clientSubject } from './client-subject';
import { rateLimitHeaders, secondsUntilReset } from './rate-limit-headers';
import type { RateDecision, RateLimiter } from './rate-limiter';
import type { RateClass, RatePolicy } from './rate-policy';

/** Who a request is counted for: a person or a key by its id, anybody else by the address. */
export type CountedCaller =
  | { readonly kind: 'user' | 'api_key'; readonly id: string }
  | { readonly kind: 'anonymous' | 'login'; readonly address: string };

/** The limits of this service's routes; counts are shared with every other service and replica. */
export class RateLimits {
  private readonly refused: Counter<'class'>;

  constructor(
    private readonly limiter: RateLimiter,
    private readonly policies: Readonly<Record<RateClass, RatePolicy>>,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.refused = metrics.counter('rate_limited_total', 'Requests refused because of a limit.', ['class']);
  }

  /**
   * Counts a request and writes what is left into the headers of its answer.
   * @throws rate_limited when nothing is left; the request is not counted then.
   */
  admit(reply: FastifyReply, caller: CountedCaller): Promise<void> {
    return this.decide(reply, caller, 'take');
  }

  /** Writes what is left into the headers without counting. @throws rate_limited when nothing is left. */
  requireRoom(reply: FastifyReply, caller: CountedCaller): Promise<void> {
    return this.decide(reply, caller, 'look');
  }

  /** Writes what is left into the headers, also when that is nothing. */
  async show(reply: FastifyReply, caller: CountedCaller): Promise<void> {
    const policy = this.policyOf(caller);
    if (policy !== undefined) this.write(reply, await this.limiter.look(policy, subjectOf(caller)));
  }

  private async decide(reply: FastifyReply, caller: CountedCaller, how: 'take' | 'look'): Promise<void> {
    if (reply.request.httpContext !== undefined) reply.request.httpContext.isCounted = true;
    const policy = this.policyOf(caller);
    if (policy === undefined) return;
    const decision = await this.limiter[how](policy, subjectOf(caller));
    this.write(reply, decision);
    if (decision.isAllowed) return;
    this.refused.inc({ class: policy.name });
    throw tooManyRequests(decision);
  }

  private policyOf(caller: CountedCaller): RatePolicy | undefined {
    const policy = this.policies[caller.kind];
    return policy.quota === 0 ? undefined : policy;
  }

  private write(reply: FastifyReply, decision: RateDecision): void {
    reply.headers(rateLimitHeaders(decision, this.clock.now()));
  }
}

function subjectOf(caller: CountedCaller): string {
  return 'id' in caller ? caller.id : clientSubject(caller.address);
}

function tooManyRequests({ policy, resetMs }: RateDecision): DomainError {
  const period = policy.windowMs === 60_000 ? 'minute' : 'hour';
  return new DomainError({
    kind: 'rate_limited',
    code: 'rate_limited',
    message: `The limit of ${String(policy.quota)} requests per ${period} is reached.`,
    retryAfterSeconds: secondsUntilReset(resetMs),
  });
}
