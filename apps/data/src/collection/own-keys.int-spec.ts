import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@sentrybox/config';
import { Database, rewrapSecrets, SecretBox } from '@sentrybox/database';
import { createLogger } from '@sentrybox/observability';
import { answering, empty, raw } from '@sentrybox/testing';
import { DataApp, until } from '../../test/data-app';
import { FeedArena } from '../../test/feed-arena';
import { AdminModule } from '../admin.module';
import { dataVariables } from '../config';
import { sealedColumns } from '../sealed-columns';

jest.setTimeout(120_000);

const secret = 'k3y-that-the-provider-gave-01';
const url = 'https://feed.example/export';
const own = { header: 'X-Feed-Key' };
const shown = { header: 'X-Feed-Key', prefix: '', secret: '***' };

let data: DataApp;
let arena: FeedArena;
let keyA: string;

beforeAll(async () => {
  // Without a worker: a change and the end of a run that meet wait for each other, or one is told to come again.
  data = await DataApp.start(fetch, 'api');
  arena = await FeedArena.open(data);
  keyA = data.callers.key(data.teamA);
});

afterAll(async () => {
  await data.stop();
  await arena.close();
});

const put = (id: string, json: object, as = keyA) => data.call('PUT', `/api/v1/sources/${id}/collection`, { as, json });
const get = (id: string, as = keyA) => data.call('GET', `/api/v1/sources/${id}/collection`, { as });
const ofTeam = async (id: string) => {
  const sql = 'SELECT credential, settings::text AS settings FROM data.team_collection WHERE source_id = $1';
  const [row] = await data.database.query<{ credential: string | null; settings: string }>(sql, [id]);
  return row;
};

describe('a team’s own key for a list', () => {
  it('is stored sealed and never shown, in no answer, log line or audit row', async () => {
    const id = await data.source(keyA);
    const set = await put(id, { url, own_key: { ...own, secret } });
    expect(set).toMatchObject({ status: 200, body: { own_key: shown } });
    expect((await get(id)).body).toMatchObject({ own_key: shown });
    const row = await ofTeam(id);
    expect(row?.credential).toMatch(/^v1\.k1\./);
    const audit = await data.database.query('SELECT details::text FROM audit.event');
    const seen = [JSON.stringify([set, await get(id), row, audit]), ...data.logLines].join('\n');
    expect(seen).not.toContain(secret);
  });

  it('stays when settings are put back as they were shown, and goes when it is taken out', async () => {
    const id = await data.source(keyA);
    await put(id, { url, own_key: { ...own, secret } });
    const sealed = (await ofTeam(id))?.credential;
    expect((await put(id, { url, interval_seconds: 600, own_key: shown })).body).toMatchObject({ own_key: shown });
    expect((await put(id, { url, own_key: own })).body).toMatchObject({ own_key: shown });
    expect((await ofTeam(id))?.credential).toBe(sealed);
    expect((await put(id, { url })).body).toMatchObject({ own_key: null });
    expect((await ofTeam(id))?.credential).toBeNull();
    expect((await put(id, { url, own_key: own })).body).toMatchObject({ own_key: { ...shown, secret: null } });
  });

  it('U07 is dropped when the address changes, unless it comes along', async () => {
    const id = await data.source(keyA);
    await put(id, { url, own_key: { ...own, secret } });
    const moved = await put(id, { url: 'https://feed.example.net/export', own_key: shown });
    expect(moved.body).toMatchObject({ own_key: { ...shown, secret: null } });
    expect((await put(id, { url, own_key: own })).body).toMatchObject({ own_key: { ...shown, secret: null } });
    expect((await put(id, { url, own_key: { ...own, secret } })).body).toMatchObject({ own_key: shown });
  });

  it('is no matter of other teams, of those who may only read, nor of what may not be a key', async () => {
    const id = await data.source(keyA);
    await put(id, { url, own_key: { ...own, secret } });
    const keyB = data.callers.key(data.teamB);
    expect((await put(id, { url, own_key: own }, keyB)).status).toBe(404);
    expect((await get(id, keyB)).status).toBe(404);
    expect((await put(id, { url, own_key: own }, data.callers.key(data.teamA, 'viewer'))).status).toBe(403);
    const refused = [
      { header: 'Host', secret },
      { header: 'Transfer-Encoding', secret },
      { ...own, secret: 'with a blank' },
      { ...own, secret: 'line\r\nX-Other: 1' },
      { ...own, secret: '' },
      { ...own, secret: 'x'.repeat(513) },
      { ...own, prefix: 'a\r\nb', secret },
      { ...own, value: secret },
    ];
    for (const ownKey of refused) {
      const reply = await put(id, { url, own_key: ownKey });
      expect({ ownKey, status: reply.status, echo: JSON.stringify(reply.body).includes(secret) }).toEqual({
        ...{ ownKey, status: 400, echo: false },
      });
    }
  });
});

it('U07 a run sends the key to the address it was given for; after a change nobody is asked', async () => {
  const answers = answering(({ headers }) =>
    headers['x-feed-key'] === secret ? raw(200, 'a.example.com') : empty(401),
  );
  const worker = await data.startWorker();
  try {
    const id = await arena.feed(answers, { own_key: { ...own, secret } });
    expect(await arena.ended(id)).toMatchObject({ state: 'done', counts: { new: 1 } });
    arena.provider.on('GET /elsewhere', raw(200, 'b.example.com'));
    const settings = { url: `${arena.provider.url}/elsewhere`, allow_private: true, own_key: shown };
    const { status } = await until(async () => {
      const reply = await arena.call('PUT', id, 'collection', settings);
      return reply.status === 503 ? undefined : reply;
    });
    expect(status).toBe(200);
    expect(await arena.ended(id, 2)).toMatchObject({ state: 'failed', error: { code: 'key_missing' } });
    expect(arena.provider.requests.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  } finally {
    await worker.close();
  }
});

it('a new key-encryption key takes over the keys of every team, and the old one is needed no more', async () => {
  const keyB = data.callers.key(data.teamB);
  await put(await data.source(keyB), { url, own_key: { ...own, secret } }, keyB);
  const fresh = `k2:${randomBytes(32).toString('base64')}`;
  const old = data.workerEnvironment.KEY_ENCRYPTION_KEYS ?? '';
  const environment = { ...data.workerEnvironment, KEY_ENCRYPTION_KEYS: `${fresh},${old}` };
  const logger = createLogger({ service: 'data-admin', version: '0.0.0', level: 'error' });
  const module = AdminModule.forConfig(loadConfig(dataVariables, environment), logger);
  const context = await NestFactory.createApplicationContext(module, { logger: false });
  try {
    const rewrap = () => rewrapSecrets(context.get(Database), context.get(SecretBox), sealedColumns);
    await rewrap();
    expect(await rewrap()).toEqual([
      { column: 'data.collection.credential', rewrapped: 0, skipped: 0 },
      { column: 'data.team_collection.credential', rewrapped: 0, skipped: 0 },
    ]);
  } finally {
    await context.close();
  }
  const left = await data.database.query<{ team: string }>(
    `SELECT DISTINCT team_id::text AS team FROM data.team_collection WHERE credential LIKE 'v1.k2.%'`,
  );
  expect(left.map(({ team }) => team).sort()).toEqual([data.teamA, data.teamB].sort());
  expect(await data.database.query(`SELECT FROM data.team_collection WHERE credential LIKE 'v1.k1.%'`)).toEqual([]);
});
