import type { FastifyReply, FastifyServerOptions } from 'fastify';
import type { Logger } from '@sentrybox/observability';
import { errorAnswer } from '../errors/error-body';
import type { ErrorAnswer } from '../errors/error-body';
import type { Fault } from '../errors/fault';
import { familyOf } from '../errors/path-family';
import { reasonPhrase } from '../errors/reason-phrases';
import { newRequestId } from './request-id';
import { defaultHeaders } from './response-headers';

const faults: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'The request took too long to arrive.'],
};

type ClientErrorHandler = NonNullable<FastifyServerOptions['clientErrorHandler']>;
type FrameworkErrorHandler = NonNullable<FastifyServerOptions['frameworkErrors']>;

/** Answers to what is no request at all: Node's parser gave up, or its time was over. */
export function answerBrokenRequests(logger: Logger): ClientErrorHandler {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const [status, code, message] = faults[error.code] ?? [400, 'invalid_request', 'This is not valid HTTP.'];
    const requestId = newRequestId();
    const answer = errorAnswer({ status, code, message, details: [], headers: {} }, 'platform', false, requestId);
    logger.info('http_broken_request', { request_id: requestId, status, error_code: code });
    if (socket.writable) socket.end(rawAnswer(answer, requestId));
    else socket.destroy();
  };
}

/** Answers to requests whose path the router cannot read. */
export function answerUnroutable(logger: Logger): FrameworkErrorHandler {
  return (error, request, reply) => {
    const isTooLong = error.statusCode === 414;
    const fault: Fault = isTooLong
      ? { status: 414, code: 'uri_too_long', message: 'The URL is too long.', details: [], headers: {} }
      : { status: 400, code: 'invalid_request', message: 'The path is not valid.', details: [], headers: {} };
    const answer = errorAnswer(fault, familyOf(request.raw.url ?? ''), false, request.id);
    logger.info('http_broken_request', { request_id: request.id, status: fault.status, error_code: fault.code });
    // The parameter's own type is generic over a schema that there is none of.
    void (reply as FastifyReply)
      .code(answer.status)
      .headers({ ...defaultHeaders, 'x-request-id': request.id, 'x-error-code': answer.code })
      .header('content-type', answer.contentType)
      .send(JSON.stringify(answer.body));
  };
}

function rawAnswer(answer: ErrorAnswer, requestId: string): string {
  const body = JSON.stringify(answer.body);
  const headers = {
    ...defaultHeaders,
    'content-type': answer.contentType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    'x-error-code': answer.code,
    'x-request-id': requestId,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${answer.status} ${reasonPhrase(answer.status)}`, ...lines, '', body].join('\r\n');
}
