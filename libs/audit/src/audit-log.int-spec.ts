import { schemaOf } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import { auditSealerRole, openDatabase, uuidv7 } from '@sentrybox/database';
import { runInRequestContext } from '@sentrybox/observability';
import type { RequestContext } from '@sentrybox/observability';
import { aKeyPrincipal, testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { Audit } from './audit';
import { insertEvents } from './audit-row';

interface Row {
  service: string;
  team_id: string | null;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  object_type: string | null;
  object_id: string | null;
  outcome: string;
  ip: string | null;
  request_id: string | null;
  details: Record<string, unknown>;
}

const teamId = uuidv7();
const refused = { code: '42501' };
let server: TestDatabase;
let database: Database;
let audit: Audit;

beforeAll(async () => {
  server = await testDatabase([{ app: 'identity', migrations: [] }]);
  database = server.databaseOf('identity');
  audit = new Audit(database);
});

afterAll(async () => {
  await server.drop();
});

const rowsOf = (action: string) =>
  server.query<Row>(
    `SELECT service, team_id, actor_kind, actor_id, action, object_type, object_id, outcome, host(ip) AS ip, request_id, details
     FROM audit.event WHERE action = $1 ORDER BY id`,
    [action],
  );

describe('Audit.record', () => {
  test('the row stands or falls with the transaction of what it tells of', async () => {
    await database.inTeam(teamId, () => audit.record({ action: 'kept', teamId, outcome: 'success' }));
    const undone = database.inTeam(teamId, async () => {
      await audit.record({ action: 'undone', teamId, outcome: 'success' });
      throw new Error('the change failed');
    });

    await expect(undone).rejects.toThrow('the change failed');
    expect(await rowsOf('kept')).toHaveLength(1);
    expect(await rowsOf('undone')).toEqual([]);
  });

  test('outside a transaction the row is durable by itself', async () => {
    await audit.record({ action: 'authn_login_fail', teamId: null, outcome: 'failure' });

    expect(await rowsOf('authn_login_fail')).toMatchObject([
      { team_id: null, service: 'identity_api', outcome: 'failure' },
    ]);
  });

  test('actor, address and request id come from the request', async () => {
    const principal = aKeyPrincipal({ teamId });
    const context: RequestContext = {
      requestId: 'req-12345678',
      clientIp: '::ffff:192.0.2.7',
      startedAt: 0,
      principal,
    };

    await runInRequestContext(context, () =>
      audit.record({
        action: 'sensitive_read',
        teamId,
        object: { type: 'key', id: 'k1' },
        outcome: 'success',
        details: { count: 2 },
      }),
    );

    expect(await rowsOf('sensitive_read')).toEqual([
      {
        service: 'identity_api',
        team_id: teamId,
        actor_kind: 'service_account',
        actor_id: principal.serviceAccountId,
        action: 'sensitive_read',
        object_type: 'key',
        object_id: 'k1',
        outcome: 'success',
        ip: '192.0.2.7',
        request_id: 'req-12345678',
        details: { count: 2, key_id: principal.keyId },
      },
    ]);
  });

  test('hostile text is stored harmlessly', async () => {
    const context: RequestContext = { requestId: 'req-12345678', clientIp: `'; DROP TABLE x`, startedAt: 0 };

    await runInRequestContext(context, () =>
      audit.record({
        action: 'hostile',
        teamId: null,
        object: { type: 'user', id: 'a\0b' },
        outcome: 'failure',
        details: { half: '\ud800', long: 'x'.repeat(5_000) },
      }),
    );

    expect(await rowsOf('hostile')).toMatchObject([
      {
        ip: null,
        actor_kind: 'anonymous',
        object_id: 'a\ufffdb',
        details: { half: '\ufffd', long: 'x'.repeat(1_024) },
      },
    ]);
  });
});

describe('what the login roles may do to the audit log (A10)', () => {
  test('A10 every app adds rows under its own name only, changes and removes none, and only identity sees any', async () => {
    for (const app of Object.keys(schemaOf) as (keyof typeof schemaOf)[]) {
      const door = server.databaseOf(app);
      const forged = `INSERT INTO audit.event (id, action, outcome, service) VALUES ($1, 'forged', 'success', 'data_api')`;

      await new Audit(door).record({ action: 'by_every_app', teamId: null, outcome: 'success' });
      await expect(door.query(forged, [uuidv7()])).rejects.toMatchObject(refused);
      for (const statement of [
        ...(app === 'identity' ? [] : ['SELECT id FROM audit.event', 'SELECT seq FROM audit.seal']),
        `UPDATE audit.event SET action = 'x'`,
        'DELETE FROM audit.event',
        'TRUNCATE audit.event',
        'SELECT id FROM audit.event_default',
        `INSERT INTO audit.event_default (id, action, outcome) VALUES (gen_random_uuid(), 'x', 'success')`,
        `INSERT INTO audit.seal (chain_id, seq, event_id) VALUES (gen_random_uuid(), 1, gen_random_uuid())`,
        'SELECT audit.ensure_partitions(1)',
      ]) {
        await expect(door.query(statement)).rejects.toMatchObject(refused);
      }
    }
    expect((await rowsOf('by_every_app')).map((row) => row.service)).toEqual(
      Object.values(schemaOf).map((schema) => `${schema}_api`),
    );
  });

  test('the sealer reads every row and extends the chain, and writes no event', async () => {
    const sealer = openDatabase({
      ...{ applicationName: 'sealer', schema: 'audit', entities: [], workUrl: undefined, onError: () => undefined },
      url: server.urlAs(auditSealerRole),
    });
    try {
      const [event] = await sealer.query<{ id: string; recorded_at: Date }>(
        'SELECT id, recorded_at FROM audit.event LIMIT 1',
      );
      const sealed = await sealer.execute(
        `INSERT INTO audit.seal (chain_id, seq, event_id, event_recorded_at, prev_hash, hash)
         VALUES ($1, 1, $2, $3, sha256('a'), sha256('b'))`,
        [teamId, event?.id, event?.recorded_at],
      );

      expect(sealed).toBe(1);
      await expect(sealer.query(insertEvents, ['[]'])).rejects.toMatchObject(refused);
      await expect(sealer.query('DELETE FROM audit.seal')).rejects.toMatchObject(refused);
    } finally {
      await sealer.close();
    }
  });

  test('not even the owner changes, removes or empties by accident', async () => {
    await audit.record({ action: 'forever', teamId, outcome: 'success' });
    const [month] = await server.query<{ name: string }>(
      `SELECT tableoid::regclass::text AS name FROM audit.event WHERE action = 'forever'`,
    );

    for (const statement of [
      `UPDATE audit.event SET action = 'x'`,
      'DELETE FROM audit.event',
      'TRUNCATE audit.event',
      `TRUNCATE ${month?.name ?? ''}`,
      'TRUNCATE audit.event_default',
      'TRUNCATE audit.seal',
    ]) {
      await expect(server.query(statement)).rejects.toMatchObject(refused);
    }
  });
});

describe('monthly partitions', () => {
  test('exist for this month and a year ahead, and rows go there', async () => {
    const thisMonth = new Date().toISOString().slice(0, 7).replace('-', '');
    await audit.record({ action: 'placed', teamId, outcome: 'success' });

    const [placed] = await server.query<{ name: string }>(
      `SELECT tableoid::regclass::text AS name FROM audit.event WHERE action = 'placed'`,
    );
    const partitions = await server.query(`SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit.event'::regclass`);

    expect(placed?.name).toBe(`audit.event_${thisMonth}`);
    expect(partitions).toHaveLength(14); // 13 months and the default
  });

  test('a row of a month without a partition is kept, and making more partitions leaves it where it is', async () => {
    const later = `date_trunc('month', now() AT TIME ZONE 'UTC') + interval '14 months 3 days'`;
    await server.query(
      `INSERT INTO audit.event (id, action, outcome, recorded_at) VALUES ($1, 'far_ahead', 'success', ${later})`,
      [uuidv7()],
    );

    const [first] = await server.query<{ made: number }>('SELECT audit.ensure_partitions(15) AS made');
    const [second] = await server.query<{ made: number }>('SELECT audit.ensure_partitions(15) AS made');

    expect([first?.made, second?.made]).toEqual([2, 0]); // months 13 and 15
    expect(await rowsOf('far_ahead')).toHaveLength(1);
  });
});
