import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerHooks } from '../answers/answer-hooks';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { HttpContext } from './http-context';

export interface AnswerParts {
  readonly answerHooks: AnswerHooks;
  readonly rateLimits: RateLimits;
}

/** What has to be done before an answer leaves, once per request; undefined when nothing has to be waited for. */
export function beforeAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { answerHooks, rateLimits }: AnswerParts,
): Promise<void> | undefined {
  const context = request.httpContext;
  if (context === undefined || context.isPastAnswerHooks) return undefined;
  context.isPastAnswerHooks = true;
  const recorded = answerHooks.run({ request: context, method: request.method, status: reply.statusCode });
  if (context.isCounted || isOutsideLimits(context)) return recorded;
  const counted = countStranger(context, reply, rateLimits);
  return recorded === undefined ? counted : Promise.all([recorded, counted]).then(() => undefined);
}

/** Answers that no guard has counted: unknown paths, requests refused before their credential was looked at. */
function countStranger({ clientIp }: HttpContext, reply: FastifyReply, rateLimits: RateLimits): Promise<void> {
  const caller = { kind: 'anonymous', address: clientIp } as const;
  // That this service or identity is out of order uses up nobody's quota.
  return reply.statusCode >= 500 ? rateLimits.show(reply, caller) : rateLimits.admit(reply, caller);
}

function isOutsideLimits({ compiled }: HttpContext): boolean {
  return compiled?.endpoint.tag === 'service' || compiled?.endpoint.rateLimit === 'none';
}
