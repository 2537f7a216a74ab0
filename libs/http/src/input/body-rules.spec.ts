import { gzipSync } from 'node:zlib';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

describe('A16 rules for bodies, types, sizes and query strings', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  const withType = (type: string, body: string | Buffer, extra: Record<string, string> = {}) =>
    service.send('POST', '/api/v1/things', { body, headers: { 'content-type': type, ...extra } });

  const valid = '{"name":"a","size":1}';

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON; charset="utf-8"',
  ])('accepts %s', async (type) => {
    expect((await withType(type, valid)).status).toBe(201);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
    'application/jsonx',
    'application/vnd.api+json',
    'text/json',
    'nonsense',
  ])('refuses %s with 415', async (type) => {
    const answer = await withType(type, valid);
    expect(answer.status).toBe(415);
    expect(answer.headers['x-error-code']).toBe('unsupported_media_type');
  });

  it('refuses a body without a type with 415', async () => {
    expect((await service.send('POST', '/api/v1/things', { body: valid })).status).toBe(415);
  });

  it.each(['gzip', 'br', 'deflate', 'identity, gzip'])('refuses a body coded %s with 415', async (coding) => {
    const answer = await withType('application/json', gzipSync(valid), { 'content-encoding': coding });
    expect(answer.status).toBe(415);
  });

  it('unpacks no gzip bomb: refused by its coding in bounded memory, whatever it would become', async () => {
    // Members of a gzip stream may follow each other (RFC 1952 2.2): a MiB that would be a GiB.
    const member = gzipSync(Buffer.alloc(1_048_576));
    const bomb = Buffer.concat(Array.from({ length: 1_024 }, () => member));
    expect(bomb.length).toBeLessThan(1_200_000);
    const before = process.memoryUsage().rss;
    for (const path of ['/api/v1/things', '/api/v1/bulk', '/api/v1/imports']) {
      const type = path.endsWith('imports') ? 'text/csv' : 'application/json';
      const headers = { 'content-type': type, 'content-encoding': 'gzip' };
      expect((await service.send('POST', path, { body: bomb, headers })).status).toBe(415);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it('names the missing body instead of failing', async () => {
    const answer = await service.send('POST', '/api/v1/things');
    expect(answer.status).toBe(400);
    expect(answer.headers['x-error-code']).toBe('invalid_request');
  });

  it('names unknown and wrong fields', async () => {
    const answer = await service.postJson('/api/v1/things', '{"name":"","size":"1","is_admin":true}');
    expect(answer.status).toBe(400);
    const details = answer.json.details as { field: string; code: string }[];
    expect(details.map(({ field }) => field).sort()).toEqual(['is_admin', 'name', 'size']);
    expect(details).toContainEqual(expect.objectContaining({ field: 'is_admin', code: 'unknown_field' }));
  });

  it.each(['canary-a secret in the wrong place', '<script>', 'x'.repeat(1_000)])(
    'does not repeat an unknown field that cannot be a name: %.40s',
    async (name) => {
      const body = JSON.stringify({ name: 'a', size: 1, [name]: 1 });
      const answer = await service.postJson('/api/v1/things', body);
      expect(answer.status).toBe(400);
      expect(answer.json.details).toEqual([expect.objectContaining({ field: '(unknown)', code: 'unknown_field' })]);
      expect(JSON.stringify(answer.json)).not.toContain(name);
    },
  );

  it('refuses one byte more than 256 KiB with 413, declared or chunked, and takes exactly 256 KiB', async () => {
    const bodyOf = (bytes: number) => `{"name":"a","size":1,"tags":["${'x'.repeat(bytes - 34)}"]}`.padEnd(bytes);
    expect((await service.postJson('/api/v1/things', bodyOf(262_144))).status).toBe(201);
    expect((await service.postJson('/api/v1/things', bodyOf(262_145))).status).toBe(413);
    const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const answer = await service.send('POST', '/api/v1/things', { body: bodyOf(262_145), headers: chunked });
    expect(answer.status).toBe(413);
    expect(answer.headers['x-error-code']).toBe('payload_too_large');
  });

  it('answers 100,000 opening brackets with 400 in under 50 ms', async () => {
    const timings: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const startedAt = performance.now();
      expect((await service.postJson('/api/v1/any-json', '['.repeat(100_000))).status).toBe(400);
      timings.push(performance.now() - startedAt);
    }
    expect(Math.min(...timings)).toBeLessThan(50); // other tests share the machine
  });

  it('takes 32 levels and refuses 33', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect((await service.postJson('/api/v1/any-json', nested(32))).status).toBe(200);
    expect((await service.postJson('/api/v1/any-json', nested(33))).status).toBe(400);
  });

  it('takes 1,000 keys and refuses 1,001', async () => {
    const keys = (count: number) =>
      JSON.stringify(Object.fromEntries([...Array(count).keys()].map((n) => [`k${n}`, n])));
    expect((await service.postJson('/api/v1/any-json', keys(1_000))).status).toBe(200);
    expect((await service.postJson('/api/v1/any-json', keys(1_001))).status).toBe(400);
  });

  it('takes many objects on a bulk route', async () => {
    const items = [...Array(10_000).keys()].map((n) => ({ value: `192.0.2.${n}`, type: 'ipv4', source: 'a' }));
    const answer = await service.postJson('/api/v1/bulk', JSON.stringify({ items }));
    expect(answer.json).toEqual({ count: 10_000 });
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"a":{"constructor":{"prototype":{}}}}',
    String.raw`{"\u005f_proto__":1}`,
    String.raw`[{"\u0063onstructor" : 1}]`,
    '{"prototype":1}',
  ])('refuses keys that reach prototypes: %s', async (body) => {
    expect((await service.postJson('/api/v1/any-json', body)).status).toBe(400);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each(['{"name":"a","name":"b","size":1}', String.raw`{"name":"a","n\u0061me":"b","size":1}`])(
    'refuses duplicate keys: %s',
    async (body) => {
      const answer = await service.postJson('/api/v1/things', body);
      expect(answer.status).toBe(400);
      expect(answer.json.details).toEqual([expect.objectContaining({ code: 'duplicate_key' })]);
    },
  );

  it.each([Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), Buffer.from('"a', 'utf16le')])(
    'refuses what is not plain UTF-8',
    async (body) => {
      expect((await service.postJson('/api/v1/any-json', body)).status).toBe(400);
    },
  );

  it('takes an empty object but no fields where a route has no body', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await service.send('DELETE', '/api/v1/things/1')).status).toBe(204);
    expect((await service.send('DELETE', '/api/v1/things/1', { headers, body: '{}' })).status).toBe(204);
    expect((await service.send('DELETE', '/api/v1/things/1', { headers, body: '{"force":1}' })).status).toBe(400);
    expect((await service.send('GET', '/api/v1/things', { headers, body: '{"limit":1}' })).status).toBe(400);
  });

  it.each([
    ['/api/v1/things?limit=5&q=x', { limit: 5, q: 'x' }],
    ['/api/v1/things/?tag=a', { limit: 20, tag: ['a'] }],
    ['/api/v1/things?tag=a&tag=b', { limit: 20, tag: ['a', 'b'] }],
  ])('parses %s', async (path, query) => {
    expect((await service.send('GET', path)).json).toEqual({ query });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['label=a&label=b', 'label'],
    ['q[]=a', 'q[]'],
    ['q[a]=b', 'q[a]'],
    ['unknown=1', 'unknown'],
    ['__proto__=1', '__proto__'],
  ])('refuses ?%s and names %s', async (query, field) => {
    const answer = await service.send('GET', `/api/v1/things?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json.details).toEqual([expect.objectContaining({ field })]);
  });

  it('refuses a query where a route takes none', async () => {
    expect((await service.send('DELETE', '/api/v1/things/1?force=1')).status).toBe(400);
  });
});

describe('A16 streamed bodies', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  const upload = (body: Buffer, headers: Record<string, string>) =>
    service.send('POST', '/api/v1/imports', { body, headers: { 'content-type': 'text/csv', ...headers } });

  it('reach the handler', async () => {
    expect((await upload(Buffer.alloc(1_048_576, 'a'), {})).json).toEqual({ bytes: 1_048_576 });
  });

  it('are refused by their declared length before a byte is read', async () => {
    expect((await upload(Buffer.alloc(1_048_577), {})).status).toBe(413);
  });

  it('are cut while they arrive when no length is declared', async () => {
    expect((await upload(Buffer.alloc(2_000_000), { 'transfer-encoding': 'chunked' })).status).toBe(413);
  });

  it('are refused under another type', async () => {
    expect((await upload(Buffer.from('x'), { 'content-type': 'application/json' })).status).toBe(415);
  });
});
