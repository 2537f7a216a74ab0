import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { recordRoutes } from '../routing/mounted-routes';
import { requestIdOf } from './request-id';
import {
  maxRequestsPerConnection,
  headersTimeoutMs,
  keepAliveTimeoutMs,
  maxHeaderBytes,
  maxUrlBytes,
  requestTimeoutMs,
} from './limits';
import { addRequestHooks } from './request-hooks';
import type { RequestHookParts } from './request-hooks';
import { answerBrokenRequests, answerUnroutable } from './broken-requests';

/**
 * A Fastify server with this product's limits and hooks, without any route.
 * @param trustedProxies whose `X-Forwarded-For` is believed: how many from the right, or from which addresses
 */
export function createServer(parts: RequestHookParts, trustedProxies: number | string[]): FastifyInstance {
  const server: FastifyInstance = fastify({
    logger: false,
    genReqId: (request) => requestIdOf(request.headers),
    trustProxy: trustedProxies === 0 ? false : trustedProxies,
    keepAliveTimeout: keepAliveTimeoutMs,
    requestTimeout: requestTimeoutMs,
    maxRequestsPerSocket: maxRequestsPerConnection,
    // While it drains the service still answers whoever comes over an open connection.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequests(parts.logger),
    frameworkErrors: answerUnroutable(parts.logger),
    http: { maxHeaderSize: maxHeaderBytes, headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1_000 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxUrlBytes },
  });
  server.decorateRequest('httpContext', undefined);
  // Bodies are read after the guards have agreed (input guard), so Fastify itself parses none.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
  recordRoutes(server);
  addRequestHooks(server, parts);
  return server;
}
