import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { answering, empty, garbage, hang, html, huge, raw, redirect, startFixtureServer } from '@sentrybox/testing';
import type { Answer } from '@sentrybox/testing';
import { DataApp, until } from '../../test/data-app';
import { FeedArena } from '../../test/feed-arena';

jest.setTimeout(120_000);

let data: DataApp;
let arena: FeedArena;

beforeAll(async () => {
  data = await DataApp.start(fetch, 'all', { FEED_KEYS: 'provider=s3cret-k3y' });
  arena = await FeedArena.open(data);
});

afterAll(async () => {
  await data.stop();
  await arena.close();
});

const names = (count: number, prefix = 'a') => Array.from({ length: count }, (_, n) => `${prefix}${n}.example.com`);
const list = (values: readonly string[], headers: Record<string, string> = {}) => raw(200, values.join('\n'), headers);

describe('a run', () => {
  it('takes the list in, and the next one asks only whether it was written since', async () => {
    const answers = answering(({ headers }) =>
      headers['if-none-match'] === '"1"' ? empty(304) : list(names(3), { etag: '"1"', 'last-modified': 'x' }),
    );
    const id = await arena.feed(answers);
    expect(await arena.ended(id)).toMatchObject({
      origin: 'collection',
      state: 'done',
      http_status: 200,
      attempts: 1,
      counts: { new: 3 },
      file: { bytes: Buffer.byteLength(names(3).join('\n')) },
    });
    expect(await arena.again(id)).toMatchObject({ state: 'unchanged', http_status: 304, file: null });
    expect(arena.provider.requests.at(-1)?.headers['if-modified-since']).toBe('x');
    expect(await arena.listed(id)).toEqual(names(3));
    expect(await arena.collection(id)).toMatchObject({ last_status: 'unchanged', last_reason: null, failures: 0 });
  });

  it('delists what is gone, and is planned again no sooner than the interval', async () => {
    const id = await arena.feed([list(names(3)), list(['a0.example.com', 'b.example.com'])], { interval_seconds: 600 });
    await arena.ended(id);
    const startedAt = Date.now();
    expect(await arena.again(id)).toMatchObject({ state: 'done', counts: { new: 1, delisted: 2, unchanged: 1 } });
    expect(await arena.listed(id)).toEqual(['a0.example.com', 'b.example.com']);
    const { next_run_at: next } = await until(async () => {
      const found = await arena.collection(id);
      return Date.parse(found.next_run_at ?? '') > startedAt + 60_000 ? found : undefined;
    });
    expect(Date.parse(next ?? '') - startedAt).toBeGreaterThanOrEqual(600_000);
    expect(Date.parse(next ?? '') - startedAt).toBeLessThan(700_000);
  });

  it('follows the newest events of a MISP feed', async () => {
    const uuid = '5d1c0000-0000-4000-8000-00000000000';
    const event = (value: string) =>
      raw(200, JSON.stringify({ Event: { Attribute: [{ type: 'domain', value, to_ids: true }] } }));
    arena.provider.on(
      'GET /misp/manifest.json',
      raw(200, JSON.stringify({ [`${uuid}1`]: { timestamp: '1' }, [`${uuid}2`]: { timestamp: '2' } })),
    );
    arena.provider.on(`GET /misp/${uuid}1.json`, event('old.example.com'));
    arena.provider.on(`GET /misp/${uuid}2.json`, event('new.example.com'));
    const settings = { url: `${arena.provider.url}/misp`, layout: 'misp_feed' };
    const id = await arena.feed(empty(404), settings, { format: { kind: 'misp' } });
    expect(await arena.ended(id)).toMatchObject({ state: 'done', format: 'misp' });
    expect(await arena.listed(id)).toEqual(['new.example.com', 'old.example.com']);
  });

  it('that is cancelled leaves nothing, and the next one is planned', async () => {
    const id = await arena.feed([hang(), list(names(2))]);
    const run = await until(async () => (await arena.runs(id)).find(({ state }) => state === 'running'));
    const cancelled = await arena.call('POST', id, `imports/${run.id}/cancel`);
    const by = data.callers.userIdOf(arena.admin);
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled', cancelled_by: by } });
    expect((await arena.call('POST', id, `imports/${run.id}/cancel`)).code).toBe('not_running');
    const { next_run_id: next } = await arena.collection(id);
    expect(next).not.toBe(run.id);
    expect(await arena.again(id)).toMatchObject({ state: 'done' });
  });

  it('that an operator cancels tells who did, and the next one is planned', async () => {
    const id = await arena.feed([hang(), list(names(2))]);
    const run = await until(async () => (await arena.runs(id)).find(({ state }) => state === 'running'));
    const operator = data.callers.token(data.teamB, 'admin', 'viewer');
    const cancelled = await data.call('POST', `/-/data/work/${run.id}/cancel`, { as: operator });
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const by = data.callers.userIdOf(operator);
    expect(await arena.runs(id)).toMatchObject([{ state: 'cancelled', error: null, cancelled_by: by }]);
    expect(await arena.collection(id)).toMatchObject({ last_status: 'cancelled', last_reason: null, failures: 0 });
    expect((await arena.collection(id)).next_run_id).not.toBe(run.id);
  });
});

describe('a list that should be looked at first is held back', () => {
  it('when most of it is gone, and taken as it was fetched when somebody releases it', async () => {
    const id = await arena.feed([list(names(30)), list(names(5)), list(names(6))]);
    await arena.ended(id);
    const held = await arena.again(id);
    expect(held).toMatchObject({ state: 'held', error: { code: 'shrunk' }, counts: { records: 5 } });
    expect(await arena.listed(id)).toHaveLength(30);
    expect(await arena.collection(id)).toMatchObject({ last_status: 'held', last_reason: 'shrunk' });
    const released = await arena.call('POST', id, `imports/${held.id}/release`);
    expect(released).toMatchObject({ status: 202, body: { file: held.file } });
    expect(await arena.ended(id, 3)).toMatchObject({ state: 'done', counts: { delisted: 25 } });
    expect(await arena.listed(id)).toEqual(names(5));
    expect((await arena.call('POST', id, `imports/${held.id}/release`)).code).toBe('not_held');
  });

  it('when it turned empty, and the next good list ends that', async () => {
    const id = await arena.feed([list(names(3)), list(['# nothing today']), list(names(4))]);
    await arena.ended(id);
    const held = await arena.again(id);
    expect(held).toMatchObject({ state: 'held', error: { code: 'turned_empty' } });
    expect(await arena.listed(id)).toHaveLength(3);
    expect(await arena.again(id)).toMatchObject({ state: 'done' });
    await until(async () =>
      (await arena.call('POST', id, `imports/${held.id}/release`)).code === 'not_held' ? true : undefined,
    );
  });

  it('when it is of other types than before', async () => {
    const addresses = Array.from({ length: 30 }, (_, n) => `45.154.244.${n}`);
    const id = await arena.feed([list(names(30)), list(addresses)]);
    await arena.ended(id);
    expect(await arena.again(id)).toMatchObject({ state: 'held', error: { code: 'shape_changed' } });
  });
});

describe('a run that brings nothing says why', () => {
  it.each<[string, Answer, string, object?]>([
    ['no key, or a wrong one', empty(401), 'unauthorized'],
    ['no list there any more', empty(404), 'not_found'],
    ['no HTTP', garbage(), 'invalid_response'],
    ['a web page in place of the list', html(), 'invalid_response'],
    ['more than the source allows', huge(1_000_000), 'too_large', { max_bytes: 100_000 }],
    ['a cut-off gzip', raw(200, gzipSync(names(500).join('\n')).subarray(0, 200)), 'malformed_file'],
    ['nothing that can be read', raw(200, 'not a list\n'), 'nothing_accepted'],
  ])('%s', async (_name, answer, code, settings = {}) => {
    const id = await arena.feed(answer, settings);
    expect(await arena.ended(id)).toMatchObject({ state: 'failed', error: { code }, counts: { new: 0 } });
    expect(await arena.collection(id)).toMatchObject({ last_status: 'failed', last_reason: code, failures: 1 });
  });

  it('a fault that passes is waited for as long as the provider asks, and tried again', async () => {
    const limited = await startFixtureServer({ 'GET /list': empty(429, { 'retry-after': '3600' }) });
    const id = await arena.feed(empty(404), { url: `${limited.url}/list` });
    const [run] = await until(async () => {
      const runs = await arena.runs(id);
      return runs[0]?.state === 'waiting' && runs[0].attempts === 1 ? runs : undefined;
    });
    expect(run).toMatchObject({ http_status: 429 });
    const due = () =>
      data.database.query<{ in_s: number }>(
        `SELECT extract(epoch FROM due_at - now())::int AS in_s FROM data.work WHERE id = $1 AND state = 'waiting'`,
        [run?.id],
      );
    const [{ in_s: inSeconds } = { in_s: 0 }] = await until(async () => {
      const rows = await due();
      return rows.length > 0 ? rows : undefined;
    });
    expect(inSeconds).toBeGreaterThan(3_500);
    await limited.close();
  });

  it('without a network: offline, and what is stored goes on being served', async () => {
    const id = await arena.feed(list([]), { url: 'https://feeds.example.org/list.txt', allow_private: false });
    expect(await arena.ended(id)).toMatchObject({ state: 'failed', error: { code: 'offline' }, http_status: null });
    expect((await data.call('GET', '/api/v1/indicators/search?q=a0.example.com')).body.count).toBe(1);
  });
});

describe('D02 where a run may go', () => {
  it('with a key to the named address alone: a redirect ends the run, and nobody else sees the key', async () => {
    const other = await startFixtureServer({ 'GET /list': list(names(1)) });
    try {
      const key = { name: 'provider', header: 'Authorization', prefix: 'Bearer ' };
      const id = await arena.feed(redirect(`${other.url}/list`), { key });
      expect(await arena.ended(id)).toMatchObject({ state: 'failed', error: { code: 'redirect' } });
      expect(arena.provider.requests.at(-1)?.headers.authorization).toBe('Bearer s3cret-k3y');
      expect(other.requests).toEqual([]);
      expect(JSON.stringify([await arena.collection(id), await arena.runs(id), data.logLines])).not.toContain('s3cret');
    } finally {
      await other.close();
    }
  });

  it('says when the installation has no such key', async () => {
    const id = await arena.feed(list(names(1)), { key: { name: 'nobody', header: 'X-Key' } });
    expect(await arena.ended(id)).toMatchObject({ state: 'failed', error: { code: 'key_missing' } });
  });
});

it('of a team uses no key of the installation, and reaches no private address', async () => {
  const as = data.callers.key(data.teamB);
  const id = await data.source(as);
  const put = (json: object) => data.call('PUT', `/api/v1/sources/${id}/collection`, { as, json });
  const url = `${arena.provider.url}/any`;
  expect((await put({ url, allow_private: true })).code).toBe('platform_source_required');
  expect((await put({ url, key: { name: 'provider', header: 'X' } })).code).toBe('platform_source_required');
  expect((await put({ url: 'http://user:pass@feeds.example.org/' })).status).toBe(400);
  expect((await put({ url })).status).toBe(200);
  const run = await until(async () => {
    const { body } = await data.call('GET', `/api/v1/sources/${id}/imports`, { as });
    const [first] = body.results as unknown as { state: string; error: { code: string } }[];
    return first?.state === 'failed' ? first : undefined;
  });
  expect(run.error.code).toBe('blocked');
  expect((await data.call('DELETE', `/api/v1/sources/${id}/collection`, { as })).status).toBe(204);
  expect((await data.call('POST', `/api/v1/sources/${id}/collect`, { as })).code).toBe('not_collected');
});

it('is seen while it goes on', async () => {
  const id = await arena.feed(list(names(3)));
  await arena.ended(id);
  const leave = new AbortController();
  const answer = await fetch(`${await data.app.getUrl()}/api/v1/sources/${id}/stream`, {
    headers: { authorization: `Bearer ${arena.admin}` },
    signal: leave.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const reader = answer.body?.getReader();
  const first = Buffer.from((await reader?.read())?.value ?? '').toString();
  expect(first).toMatch(/^event: run\ndata: \{.*"state":"done".*"records":3/);
  leave.abort();
});

it('A11 is seen no more within 5 s once the credential is taken back', async () => {
  const key = data.callers.key(data.teamA);
  const id = await data.source(key);
  const answer = await fetch(`${await data.app.getUrl()}/api/v1/sources/${id}/stream`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(200);
  const startedMs = performance.now();
  data.callers.keys.delete(createHash('sha256').update(key).digest('hex'));
  await answer.text().catch(() => undefined); // however it ends
  expect(performance.now() - startedMs).toBeLessThan(8_000); // 5 s, and the next look
});

it('is for those alone who may see or change the source', async () => {
  const id = await arena.feed(list(names(1)));
  const { id: runId } = await arena.ended(id);
  const routes: [string, string, unknown?][] = [
    ['PUT', 'collection', { url: 'https://feeds.example.org/' }],
    ['DELETE', 'collection'],
    ['POST', 'collect'],
    ['POST', `imports/${runId}/cancel`],
    ['POST', `imports/${runId}/release`],
  ];
  for (const [method, path, json] of routes) {
    const call = (as?: string) => data.call(method, `/api/v1/sources/${id}/${path}`, { as, json });
    expect((await call()).status).toBe(401);
    expect((await call(data.callers.key(data.teamA))).code).toBe('platform_admin_required');
    expect((await call(data.callers.key(data.teamA, 'member'))).status).toBe(403);
  }
  const team = await data.source(data.callers.key(data.teamA));
  for (const path of ['collection', 'stream']) {
    expect((await data.call('GET', `/api/v1/sources/${team}/${path}`)).status).toBe(401);
    expect(
      (await data.call('GET', `/api/v1/sources/${team}/${path}`, { as: data.callers.key(data.teamB) })).status,
    ).toBe(404);
  }
});
