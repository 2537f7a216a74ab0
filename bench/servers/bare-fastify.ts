import { fastify } from 'fastify';
import { serve } from './serve';

/** Fastify as it comes, with one route that answers the same body as the product. */
serve(async ({ path, body }) => {
  const server = fastify();
  server.get(path, () => body);
  await server.listen({ host: '127.0.0.1', port: 0 });
  return server.addresses()[0]?.port ?? 0;
});
