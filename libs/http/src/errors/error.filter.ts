import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@sentrybox/observability';
import { methodsOfPath, routesOfServer } from '../routing/mounted-routes';
import { errorAnswer, wantsProblem } from './error-body';
import { faultOf } from './fault';
import { familyOf } from './path-family';
import { ProtocolError } from './protocol-error';

/** The one place where errors become HTTP. */
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { request } = reply;
    const path = pathOf(request);
    const error = request.is404 ? (wrongMethod(request, path) ?? thrown) : thrown;
    const fault = faultOf(error);
    if (fault.status >= 500) this.logger.error('request_failed', { status: fault.status, error });
    if (reply.raw.headersSent) {
      // A part of the answer is out: cutting the connection is the only way left to say that it is not whole.
      reply.raw.destroy();
      return;
    }
    const family = familyOf(request.httpContext?.route ?? path);
    const answer = errorAnswer(fault, family, wantsProblem(request.headers.accept), request.id);
    if (request.httpContext !== undefined) request.httpContext.errorCode = answer.code;
    void reply
      .code(answer.status)
      .headers(answer.headers)
      .header('x-error-code', answer.code)
      .header('cache-control', 'no-store')
      .header('content-type', answer.contentType)
      .send(JSON.stringify(answer.body));
  }
}

/** 405 with `Allow` where the path exists under other methods. */
function wrongMethod(request: FastifyRequest, path: string): ProtocolError | undefined {
  const methods = methodsOfPath(routesOfServer(request.server), path);
  if (methods.length === 0 || methods.includes(request.method)) return undefined;
  return new ProtocolError(405, 'method_not_allowed', 'This path does not take this method.', {
    allow: methods.join(', '),
  });
}

function pathOf(request: FastifyRequest): string {
  const [path = ''] = (request.raw.url ?? '').split('?', 1);
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
