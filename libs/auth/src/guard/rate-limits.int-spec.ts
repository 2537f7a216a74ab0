import { Module } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { testRedis } from '@sentrybox/testing';
import type { TestRedis } from '@sentrybox/testing';
import { Redis } from 'ioredis';
import { KnownAuthority } from '../../test/known-authority';
import { startProbeApp } from '../../test/probe-app';
import { AuthModule } from '../auth.module';

const authority = new KnownAuthority();

@Module({ providers: [{ provide: KnownAuthority, useValue: authority }], exports: [KnownAuthority] })
class KnownModule {}

const limits = {
  RATE_LIMIT_ANONYMOUS_PER_HOUR: '20',
  RATE_LIMIT_API_KEY_PER_HOUR: '300',
  RATE_LIMIT_USER_PER_HOUR: '10',
  RATE_LIMIT_LOGIN_PER_MINUTE: '5',
  TRUSTED_PROXY_HOPS: '0',
};
const keyOf = (digit: string) => `sb_${digit.repeat(32)}`;

describe('limits of three replicas of two services', () => {
  let redis: TestRedis;
  const replicas: { app: INestApplication; url: string }[] = [];

  beforeAll(async () => {
    redis = await testRedis();
    for (const app of ['data', 'analysis-gateway', 'data', 'analysis-gateway', 'data', 'analysis-gateway'] as const) {
      const imports = [AuthModule.forApp({ app, authority: { imports: [KnownModule], useExisting: KnownAuthority } })];
      replicas.push(await startProbeApp({ app, imports, environment: limits, redisUrl: redis.urlOf(app) }));
    }
  });
  beforeEach(() => redis.flush());
  afterAll(async () => {
    await Promise.all(replicas.map(({ app }) => app.close()));
    await redis.drop();
  });

  async function call(index: number, path: string, headers: Record<string, string> = {}, method = 'GET') {
    const answer = await fetch(`${replicas[index % replicas.length]?.url ?? ''}${path}`, { method, headers });
    await answer.text();
    return answer;
  }

  /** `total` requests at once, spread over replicas and routes; how many were answered with which status. */
  async function flood(total: number, headers: (index: number) => Record<string, string>, paths: readonly string[]) {
    const calls = Array.from({ length: total }, async (_, index) =>
      call(index, paths[index % paths.length] ?? '', headers(index)),
    );
    const counts: Record<number, number> = {};
    for (const { status } of await Promise.all(calls)) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  it('A13 of N+50 requests with a key exactly N pass, whatever replica, route or spelling of the header they use', async () => {
    authority.addKey(keyOf('a'), ['plugins:read']);
    const spellings = [
      { 'X-API-KEY': keyOf('a') },
      { 'x-api-key': keyOf('a'), 'user-agent': 'other', 'x-forwarded-for': '198.51.100.7' },
      { authorization: `Bearer ${keyOf('a')}` },
    ];
    const paths = ['/api/v1/any', '/api/v1/plugins', '/api/v1/open'];
    const counts = await flood(350, (index) => spellings[index % 3] ?? {}, paths);
    expect(counts).toEqual({ 200: 300, 429: 50 });
  });

  it('A13 counts keys apart, and forbidden calls too', async () => {
    authority.addKey(keyOf('b'), []);
    authority.addKey(keyOf('c'), []);
    await flood(300, () => ({ 'x-api-key': keyOf('b') }), ['/api/v1/plugins']);
    expect((await call(0, '/api/v1/any', { 'x-api-key': keyOf('b') })).status).toBe(429);
    expect((await call(0, '/api/v1/any', { 'x-api-key': keyOf('c') })).status).toBe(200);
  });

  it('A13 counts strangers by address, unknown paths and wrong methods included', async () => {
    const headers = (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}` });
    const counts = await flood(30, headers, ['/api/v1/open', '/nowhere', '/api/v1/any']);
    expect((counts[200] ?? 0) + (counts[404] ?? 0) + (counts[401] ?? 0)).toBe(20);
    expect(counts[429]).toBe(10);
  });

  it('A14 says on every answer what is left, and on a refusal when to come back', async () => {
    authority.addKey(keyOf('d'), []);
    const good = await call(0, '/api/v1/any', { 'x-api-key': keyOf('d') });
    expect(good.headers.get('ratelimit-policy')).toBe('"api_key";q=300;w=3600');
    expect(good.headers.get('ratelimit')).toMatch(/^"api_key";r=299;t=3[56]\d\d$/);
    expect(good.headers.get('x-ratelimit-limit')).toBe('300');
    expect(good.headers.get('x-ratelimit-remaining')).toBe('299');
    expect(Number(good.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1_000);
    for (const path of ['/api/v1/any', '/nowhere', '/api/v1/open']) {
      expect((await call(0, path)).headers.get('ratelimit')).toMatch(/^"anonymous";r=\d+;t=\d+$/);
    }
    await flood(20, () => ({}), ['/api/v1/open']);
    const refused = await call(1, '/api/v1/open');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('A14 counts failed authentications against the client, and no longer asks about keys once nothing is left', async () => {
    const guess = (index: number) => ({ 'x-api-key': `sb_${index.toString(16).padStart(32, '0')}` });
    for (let index = 0; index < 20; index += 1)
      expect((await call(index, '/api/v1/any', guess(index))).status).toBe(401);
    const asked = authority.asked;
    const refused = await call(0, '/api/v1/any', guess(99));
    expect(refused.status).toBe(429);
    expect(authority.asked).toBe(asked);
    expect((await call(0, '/api/v1/open')).status).toBe(429);
  });

  it('A14 a key that was good lately passes although strangers used up the quota of its address', async () => {
    authority.addKey(keyOf('e'), []);
    expect((await call(0, '/api/v1/any', { 'x-api-key': keyOf('e') })).status).toBe(200);
    await flood(25, () => ({}), ['/api/v1/open']);
    expect((await call(0, '/api/v1/any', { 'x-api-key': keyOf('e') })).status).toBe(200);
  });

  it('leaves health and documents outside', async () => {
    await flood(25, () => ({}), ['/api/v1/open']);
    for (const path of ['/health', '/health/live', '/openapi.json', '/docs']) {
      const answer = await call(0, path);
      expect(answer.status).toBe(200);
      expect(answer.headers.has('ratelimit')).toBe(false);
    }
  });

  it('A13 counts logins together, apart from everything else', async () => {
    expect(await flood(12, () => ({}), ['/api/v1/login'])).toEqual({ 200: 5, 429: 7 });
    expect((await call(0, '/api/v1/open')).status).toBe(200);
  });

  it('A15 goes on with a quota per process when Redis hangs, for logins too', async () => {
    const admin = new Redis(redis.url);
    await admin.client('PAUSE', 3_000, 'ALL').catch(() => undefined);
    const first = performance.now();
    const counts = await flood(150, () => ({}), ['/api/v1/open']);
    const elapsedMs = performance.now() - first;
    const logins = await flood(60, () => ({}), ['/api/v1/login']);
    await admin.quit();
    expect(logins).toEqual({ 200: 30, 429: 30 });
    expect(counts).toEqual({ 200: 120, 429: 30 }); // 6 processes' worth of 20
    expect(elapsedMs).toBeLessThan(3_000);
  });
});
