import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Database } from '@sentrybox/database';
import { auditSealerRole, openDatabase, uuidv7 } from '@sentrybox/database';
import { testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { Audit } from '../audit';
import { ChainRepository } from '../verifying/chain.repository';
import { verifyChain } from '../verifying/verify-chain';
import type { ChainReport } from '../verifying/verify-chain';
import { platformChain } from './chain';
import type { Checkpoint } from './checkpoint';
import { exportCheckpoint, readCheckpoint } from './exported-checkpoint';
import { Sealer } from './sealer';
import { SealsRepository } from './seals.repository';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = new Map<string, KeyObject>([['k1', createPublicKey(privateKey)]]);

let server: TestDatabase;
let database: Database;
let asSealer: Database;
let audit: Audit;
let sealer: Sealer;
let chains: ChainRepository;

beforeEach(async () => {
  server = await testDatabase([{ app: 'identity', migrations: [] }]);
  database = server.databaseOf('identity');
  asSealer = openDatabase({
    applicationName: 'test',
    schema: 'audit',
    entities: [],
    url: server.urlAs(auditSealerRole),
    workUrl: undefined,
    onError: () => undefined,
  });
  audit = new Audit(database);
  sealer = new Sealer(new SealsRepository(asSealer), () => Promise.resolve({ kid: 'k1', privateKey }));
  chains = new ChainRepository(asSealer);
});
afterEach(async () => {
  await asSealer.close();
  await server.drop();
});

async function record(teamId: string | null, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await audit.record({ action: `did_${index}`, teamId, outcome: 'success', details: { index } });
  }
}

const verify = (chainId: string, exported?: readonly Checkpoint[]): Promise<ChainReport> =>
  verifyChain(chains, chainId, { keys, exported });

/** As somebody who owns the database and means ill: triggers and policies do not hold them. */
async function asSuperuser(...statements: string[]): Promise<void> {
  await server.query(`DO $$ BEGIN SET LOCAL session_replication_role = replica; ${statements.join('; ')}; END $$`);
}

const eventOf = (chainId: string, seq: number): string =>
  `(SELECT event_id FROM audit.seal WHERE chain_id = '${chainId}' AND seq = ${seq})`;

describe('sealing', () => {
  test('a chain per team and one for the platform, in the order of the events', async () => {
    const [one, other] = [uuidv7(), uuidv7()];
    await record(one, 3);
    await record(other, 2);
    await record(null, 1);
    expect(await sealer.seal()).toBe(6);
    expect(await sealer.seal()).toBe(0);
    const seals = await server.query<{ chain_id: string; seq: string; action: string }>(
      `SELECT chain_id, seq, action FROM audit.seal s JOIN audit.event e ON e.id = s.event_id ORDER BY chain_id, seq`,
    );
    expect(seals).toEqual([
      { chain_id: platformChain, seq: '1', action: 'did_0' },
      ...[0, 1, 2].map((index) => ({ chain_id: one, seq: String(index + 1), action: `did_${index}` })),
      ...[0, 1].map((index) => ({ chain_id: other, seq: String(index + 1), action: `did_${index}` })),
    ]);
    expect(await verify(one)).toMatchObject({ checkedRows: 3, lastSeq: 3, firstBad: undefined });
    expect(await chains.chains()).toEqual([platformChain, one, other].sort());
  });

  test('100 writers at once and two sealers: no gap, one chain, each event once', async () => {
    const teamId = uuidv7();
    let isWriting = true;
    const rival = new Sealer(new SealsRepository(asSealer), () => Promise.resolve({ kid: 'k1', privateKey }));
    const sealing = [sealer, rival].map(async (one) => {
      while (isWriting) await one.seal();
    });
    await Promise.all(Array.from({ length: 100 }, () => record(teamId, 3)));
    isWriting = false;
    await Promise.all(sealing);
    await sealer.seal();
    expect(await verify(teamId)).toMatchObject({ checkedRows: 300, lastSeq: 300, firstBad: undefined });
  });

  test('an event that commits after later ones were sealed is sealed too', async () => {
    const teamId = uuidv7();
    await database.inTeam(teamId, async () => {
      await audit.record({ action: 'slow', teamId, outcome: 'success' });
      await sealerRuns(teamId);
    });
    await sealer.seal();
    expect(await verify(teamId)).toMatchObject({ checkedRows: 3, firstBad: undefined });
  });

  /** Others write and are sealed while the caller's transaction is open. */
  async function sealerRuns(teamId: string): Promise<void> {
    await server.query(
      `INSERT INTO audit.event (id, team_id, action, outcome)
       SELECT gen_random_uuid(), '${teamId}', 'quick', 'success' FROM generate_series(1, 2)`,
    );
    await sealer.seal();
  }

  test('what was lost from the list of waiting events is found at the next start', async () => {
    const teamId = uuidv7();
    await record(teamId, 2);
    await server.query('DELETE FROM audit.unsealed');
    expect(await sealer.seal()).toBe(0);
    expect(await new SealsRepository(asSealer).noteForgotten()).toBe(2);
    expect(await sealer.seal()).toBe(2);
  });

  test('checkpoints are signed for chains that have grown, and survive their way through a log line', async () => {
    const teamId = uuidv7();
    await record(teamId, 2);
    await sealer.seal();
    const made = await sealer.checkpoint(new Date());
    expect(made).toMatchObject([{ chainId: teamId, seq: 2, kid: 'k1' }]);
    expect(await sealer.checkpoint(new Date())).toEqual([]);
    expect(readCheckpoint(exportCheckpoint(made[0] as Checkpoint))).toEqual(made[0]);
    expect(readCheckpoint('not a checkpoint')).toBeUndefined();
    expect(await verify(teamId)).toMatchObject({ checkpoints: 1, firstBad: undefined });
  });

  test('no app may seal, sign or read what is not its own', async () => {
    const teamId = uuidv7();
    await record(teamId, 1);
    await sealer.seal();
    const refused = { code: '42501' };
    await expect(database.execute('DELETE FROM audit.unsealed')).rejects.toMatchObject(refused);
    await expect(
      database.execute(
        `INSERT INTO audit.seal (chain_id, seq, event_id, event_recorded_at, prev_hash, hash)
        VALUES ($1, 2, $1, now(), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))`,
        [teamId],
      ),
    ).rejects.toMatchObject(refused);
    const read = () => database.query<{ action: string }>('SELECT action FROM audit.event');
    expect(await database.inTeam(teamId, read)).toEqual([{ action: 'did_0' }]);
    expect(await database.inTeam(uuidv7(), read)).toEqual([]);
    expect(await database.shared(read)).toEqual([]);
    const data = server.databaseOf('data');
    await expect(data.inTeam(teamId, () => data.query('SELECT FROM audit.event'))).rejects.toMatchObject(refused);
  });
});

describe('verification names the first bad row after a superuser', () => {
  const teamId = uuidv7();
  const change = (set: string, seq: number) => `UPDATE audit.event SET ${set} WHERE id = ${eventOf(teamId, seq)}`;

  beforeEach(async () => {
    await record(teamId, 3);
    await sealer.seal();
    await sealer.checkpoint(new Date());
    await record(teamId, 3);
    await sealer.seal();
    await sealer.checkpoint(new Date());
    await record(teamId, 1);
    await sealer.seal();
  });

  const everyColumn = [
    `actor_id = 'somebody else'`,
    `actor_kind = 'anonymous'`,
    `action = 'nothing'`,
    `outcome = 'failure'`,
    `details = '{"index": 3.5}'`,
    `details = '{}'`,
    `ip = '192.0.2.1'`,
    `request_id = 'req-other'`,
    `object_type = 'x'`,
    `object_id = 'x'`,
    `service = 'data_api'`,
  ];
  test.each(everyColumn)('a changed event: %s', async (set) => {
    await asSuperuser(change(set, 4));
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 4, reason: 'event_changed' });
  });

  test('an event that was moved to another time or team', async () => {
    await asSuperuser(change(`recorded_at = recorded_at - interval '1 microsecond'`, 3), change('team_id = NULL', 5));
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 3, reason: 'event_missing' });
  });

  test('a deleted event', async () => {
    await asSuperuser(`DELETE FROM audit.event WHERE id = ${eventOf(teamId, 2)}`);
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 2, reason: 'event_missing' });
  });

  test('an event deleted with its seal', async () => {
    await asSuperuser(
      `DELETE FROM audit.event WHERE id = ${eventOf(teamId, 2)}`,
      `DELETE FROM audit.seal WHERE chain_id = '${teamId}' AND seq = 2`,
    );
    expect((await verify(teamId)).firstBad).toEqual({ seq: 2, eventId: null, reason: 'seal_missing' });
  });

  test('two events that changed places', async () => {
    await asSuperuser(
      `UPDATE audit.event e SET details = o.details, action = o.action FROM audit.event o
       WHERE (e.id = ${eventOf(teamId, 3)} AND o.id = ${eventOf(teamId, 5)})
          OR (e.id = ${eventOf(teamId, 5)} AND o.id = ${eventOf(teamId, 3)})`,
    );
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 3, reason: 'event_changed' });
  });

  test('two seals that changed places', async () => {
    await asSuperuser(
      `UPDATE audit.seal SET seq = CASE seq WHEN 2 THEN -4 ELSE -2 END WHERE chain_id = '${teamId}' AND seq IN (2, 4)`,
      `UPDATE audit.seal SET seq = -seq WHERE chain_id = '${teamId}' AND seq < 0`,
    ).catch(() => undefined); // the table's check refuses negative numbers even to them
    await asSuperuser(
      `UPDATE audit.seal SET seq = seq + 100 WHERE chain_id = '${teamId}' AND seq IN (2, 4)`,
      `UPDATE audit.seal SET seq = 106 - seq WHERE chain_id = '${teamId}' AND seq > 100`,
    );
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 2, reason: 'chain_broken' });
  });

  test('the tail cut off with its seals, against the signed head', async () => {
    await asSuperuser(
      `DELETE FROM audit.event WHERE id IN (SELECT event_id FROM audit.seal WHERE chain_id = '${teamId}' AND seq > 4)`,
      `DELETE FROM audit.seal WHERE chain_id = '${teamId}' AND seq > 4`,
    );
    expect((await verify(teamId)).firstBad).toEqual({ seq: 5, eventId: null, reason: 'tail_missing' });
  });

  test('the tail cut off with seals and checkpoints, against the one that was exported', async () => {
    const exported = await chains.checkpoints(teamId);
    await asSuperuser(
      `DELETE FROM audit.event WHERE id IN (SELECT event_id FROM audit.seal WHERE chain_id = '${teamId}' AND seq > 2)`,
      `DELETE FROM audit.seal WHERE chain_id = '${teamId}' AND seq > 2`,
      `DELETE FROM audit.checkpoint WHERE chain_id = '${teamId}'`,
    );
    expect((await verify(teamId)).firstBad).toBeUndefined();
    expect((await verify(teamId, exported)).firstBad).toMatchObject({ seq: 3, reason: 'tail_missing' });
  });

  test('a whole chain written anew, against its checkpoints', async () => {
    await asSuperuser(
      change(`action = 'nothing'`, 2),
      `INSERT INTO audit.unsealed SELECT event_id, event_recorded_at FROM audit.seal WHERE chain_id = '${teamId}'`,
      `DELETE FROM audit.seal WHERE chain_id = '${teamId}'`,
    );
    await sealer.seal(); // a sealer of theirs makes perfect hashes
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 3, reason: 'checkpoint_mismatch' });
  });

  test('a checkpoint signed by nobody we know', async () => {
    const { privateKey: stranger } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forger = new Sealer(new SealsRepository(asSealer), () =>
      Promise.resolve({ kid: 'k1', privateKey: stranger }),
    );
    await forger.checkpoint(new Date());
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: 7, reason: 'checkpoint_forged' });
  });

  test('an event kept from its seal', async () => {
    await asSuperuser(
      `INSERT INTO audit.event (id, team_id, action, outcome, recorded_at)
       VALUES (gen_random_uuid(), '${teamId}', 'hidden', 'success', now() - interval '11 minutes')`,
    );
    expect((await verify(teamId)).firstBad).toMatchObject({ seq: null, reason: 'not_sealed' });
  });
});
