import { fastify } from 'fastify';
import { Pool } from 'pg';
import { serve } from './serve';

/**
 * Fastify and pg as they come: one prepared statement in a transaction of the team, as row-level security needs it, and the
 * rows as JSON. It knows no callers, checks nothing and keeps no record.
 */
serve(async ({ path, lookup }) => {
  if (lookup === undefined) throw new Error('There is nothing to look up.');
  const { databaseUrl, role, poolSize, sql, teamId } = lookup;
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize, options: `-c role=${role}` });
  const server = fastify();
  server.get<{ Querystring: { q: string } }>(path, async ({ query }) => {
    const client = await pool.connect();
    try {
      await client.query(`BEGIN; SELECT set_config('app.team_id', '${teamId}', true)`);
      const { rows } = await client.query({ name: 'lookup', text: sql, values: [[query.q], [null], 1] });
      await client.query('COMMIT');
      return { results: rows };
    } finally {
      client.release();
    }
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return server.addresses()[0]?.port ?? 0;
});
