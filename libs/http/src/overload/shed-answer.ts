import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswer } from '../errors/error-body';
import { familyOf } from '../errors/path-family';
import type { HttpContext } from '../server/http-context';

/** Seconds after which a client may come again. */
const retryAfterSeconds = 1;

/** The answer to a request that is not taken: cheap, without the hooks and the log line of one that was. */
export function answerShed(request: FastifyRequest, reply: FastifyReply, context: HttpContext): void {
  const fault = {
    status: 503,
    code: 'unavailable',
    message: 'The service has more to do than it can. Come back in a moment.',
    details: [],
    headers: { 'retry-after': String(retryAfterSeconds) },
  };
  const answer = errorAnswer(fault, familyOf(context.route ?? request.url), false, request.id);
  context.isShed = true;
  context.isPastAnswerHooks = true;
  context.errorCode = answer.code;
  void reply
    .code(answer.status)
    .headers(answer.headers)
    .header('x-error-code', answer.code)
    .header('content-type', answer.contentType)
    .send(JSON.stringify(answer.body));
}
