import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '@sentrybox/observability';
import { defaultHeaders } from '../server/response-headers';

/** A listener of its own for `GET /metrics`, so that figures are never reachable where the API is. */
export async function listenForMetrics(metrics: Metrics, host: string, port: number): Promise<FastifyInstance> {
  const server = fastify({ logger: false, exposeHeadRoutes: false, forceCloseConnections: true });
  server.get('/metrics', async (_request, reply) => {
    return reply
      .headers(defaultHeaders)
      .header('content-type', metrics.registry.contentType)
      .send(await metrics.registry.metrics());
  });
  server.setNotFoundHandler((_request, reply) => {
    void reply
      .code(404)
      .headers(defaultHeaders)
      .header('content-type', 'text/plain; charset=utf-8')
      .send('not found\n');
  });
  await server.listen({ host, port });
  return server;
}
