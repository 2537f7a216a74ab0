import { fastify } from 'fastify';
import { serve } from '../serve';

/** Half of this before and half after. */
const jitterMs = 20;

/**
 * An outside source: `GET /<delay in ms>/<value>` says something of the value after the delay, give or take; 0 is at once.
 * `GET /hang/<value>` never answers.
 */
serve(async () => {
  const server = fastify();
  server.get<{ Params: { delay: string; value: string } }>('/:delay/:value', async ({ params }, reply) => {
    const delayMs = Number(params.delay);
    if (Number.isNaN(delayMs)) {
      reply.hijack();
      return;
    }
    if (delayMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, delayMs + (Math.random() - 0.5) * jitterMs));
    }
    return {
      value: params.value,
      malicious: 3,
      engines: 90,
      tags: ['scanner', 'ssh'],
      seen_at: new Date().toISOString(),
    };
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return server.addresses()[0]?.port ?? 0;
});
