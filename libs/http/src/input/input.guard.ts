import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bug, unauthenticated } from '@sentrybox/errors';
import type { HttpContext, ParsedInput } from '../server/http-context';
import { parseInput } from './parse-input';

/**
 * The last global guard: parses the request once everybody else has agreed to it, so that a stranger's body is not even
 * read. It also refuses a route that needs a principal and has got none, should no guard have looked after that.
 */
export class InputGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const context = request.httpContext;
    if (context?.compiled === undefined) throw bug('A route without an endpoint was reached.');
    if (context.compiled.endpoint.access !== 'public' && context.principal === undefined) {
      throw unauthenticated('A credential is needed.');
    }
    const input = parseInput(request, context.compiled);
    if (!(input instanceof Promise)) return keep(context, input);
    // However long the client takes for its body, nothing is worked on meanwhile.
    context.place?.leave();
    return input.then((parsed) => {
      context.place?.enter();
      return keep(context, parsed);
    });
  }
}

function keep(context: HttpContext, input: ParsedInput): true {
  context.input = input;
  return true;
}
