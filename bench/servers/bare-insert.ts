import { fastify } from 'fastify';
import { Pool } from 'pg';
import { serve } from './serve';

/** Fastify and pg as they come: stores one row per request and answers when it is committed. */
serve(async ({ path, body: answer, insert }) => {
  if (insert === undefined) throw new Error('There is nothing to insert.');
  const { databaseUrl, poolSize, sql } = insert;
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize });
  const server = fastify();
  server.post<{ Body: { ioc: string; type: string } }>(path, async ({ body }) => {
    await pool.query({ name: 'insert', text: sql, values: [body.ioc, body.type, JSON.stringify(answer)] });
    return answer;
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return server.addresses()[0]?.port ?? 0;
});
