import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import { json, poll, request, startFixtureServer, startStack } from '@sentrybox/testing';
import type { Answer, FixtureServer, HttpAnswer, Stack } from '@sentrybox/testing';
import { startCollector } from '../tracing/collector';
import type { Collector } from '../tracing/collector';
import { logsOf, runtimeOf, tablesOf, watchRedis } from './dumps';
import type { RedisWatch } from './dumps';
import { formsOf, leaks, partsOf } from './forms';
import type { Place } from './forms';

jest.setTimeout(240_000);

const canary = (): string => `canary-${randomBytes(20).toString('base64url')}`;
const [virusTotalKey, urlscanKey, collectorKey] = [canary(), canary(), canary()];

interface Data<T> {
  readonly data: T;
}

describe('P05 G07 a whole run of the product', () => {
  const secrets = new Map<string, readonly string[]>();
  const answers: Place[] = [];
  let provider: FixtureServer;
  let collector: Collector;
  let stack: Stack;
  let redis: RedisWatch;

  const keep = (what: string, value: string): string => {
    secrets.set(what, formsOf(value));
    return value;
  };

  /** Calls and keeps the answer among the places to search, unless it hands out a secret by its purpose. */
  async function call(
    url: string,
    options: Parameters<typeof request>[1],
    handsOut: 'nothing' | 'a secret' = 'nothing',
  ): Promise<HttpAnswer> {
    const answer = await request(url, options);
    const head = JSON.stringify([...answer.headers]);
    if (handsOut === 'nothing') answers.push({ name: `answer of ${url}`, text: head + JSON.stringify(answer.body) });
    return answer;
  }

  beforeAll(async () => {
    // A provider at its worst: it says back what it was sent, with the key.
    const echo: Answer = (response, asked) => {
      const message = JSON.stringify(asked.headers);
      json(500, { error: { code: 'x', message }, message })(response, asked);
    };
    provider = await startFixtureServer({ 'GET /*': echo, 'POST /*': echo });
    collector = await startCollector();
    stack = await startStack({
      environment: {
        LOG_LEVEL: 'debug',
        VIRUSTOTAL_API_KEY: keep('key of VirusTotal', virusTotalKey),
        VIRUSTOTAL_URL: `${provider.url}/api/v3`,
        URLSCAN_API_KEY: keep('key of urlscan', urlscanKey),
        URLSCAN_URL: `${provider.url}/api/v1/`,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: `x-key=${keep('key of the collector', collectorKey)}`,
      },
    });
    const stored: unknown = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8'));
    for (const [path, value] of leavesOf(stored)) {
      // `id:base64 of 32 bytes`: the part that is secret; the bytes themselves count too.
      if (!path.endsWith('publicKey')) keep(`secrets.json ${path}`, value.replace(/^\w+:/, ''));
      if (/keyEncryption|Pepper/i.test(path)) secrets.set(`bytes of ${path}`, [bytesOf(value).toString('hex')]);
    }
    const { postgres, redis: redisServer } = runtimeOf(stack.home);
    keep('password of PostgreSQL', new URL(postgres.url).password);
    keep('password of Redis', new URL(redisServer.url).password);
    redis = await watchRedis(redisServer.url);
    await useEverything();
  });

  afterAll(async () => {
    await stack.stop();
    await Promise.all([collector.close(), provider.close()]);
  });

  async function useEverything(): Promise<void> {
    const identity = `${stack.urls.identity}/api/v1`;
    const session = await people(identity);
    const key = await keys(identity, session);
    await analyses(key);
    await mistakes(key, session);
  }

  async function people(identity: string): Promise<string> {
    const { email, password } = stack.admin;
    keep('one-time password', password);
    const changed = keep('password', `${canary()} P4ss`);
    const wrong = keep('wrong password', canary());
    await call(`${identity}/auth/login`, { body: { email, password: wrong } });
    const first = await call(`${identity}/auth/login`, { body: { email, password } }, 'a secret');
    const { token } = (first.body as Data<{ token: string }>).data;
    const body = { current_password: password, new_password: changed };
    await call(`${identity}/users/me/password`, { method: 'PUT', body, credential: keep('first token', token) });
    const login = await call(`${identity}/auth/login`, { body: { email, password: changed } }, 'a secret');
    const pair = (login.body as Data<{ token: string; refresh_token: string }>).data;
    keep('access token', pair.token);
    keep('refresh token', pair.refresh_token);
    const again = { body: { refresh_token: pair.refresh_token } };
    const next = await call(`${identity}/auth/refresh`, again, 'a secret');
    const rotated = (next.body as Data<{ token: string; refresh_token: string }>).data;
    keep('second refresh token', rotated.refresh_token);
    return keep('second access token', rotated.token);
  }

  async function keys(identity: string, session: string): Promise<string> {
    keep('first API key', stack.apiKey);
    const account = await call(`${identity}/service-accounts`, { body: { name: 'canary' }, credential: session });
    const path = `${identity}/service-accounts/${(account.body as Data<{ id: string }>).data.id}/api-keys`;
    let last = '';
    for (let n = 0; n < 20; n += 1) {
      const body = { name: `key ${n}`, scopes: ['analyses:run', 'analyses:read', 'plugins:read', 'actions:run'] };
      const created = await call(path, { body, credential: session }, 'a secret');
      last = (created.body as Data<{ key: string }>).data.key;
      keep(`API key ${n}`, last);
      secrets.set(`a part of API key ${n}`, partsOf(last.slice('sb_'.length)));
    }
    await call(path, { credential: session });
    return last;
  }

  async function analyses(key: string): Promise<void> {
    const gateway = stack.urls['analysis-gateway'];
    const body = { ioc: 'http://login.example.org/a', type: 'url' };
    const made = await call(`${gateway}/api/v1/analysis`, { body, credential: key });
    const { pending } = made.body as { pending: Record<string, { poll_url: string }> };
    for (const { poll_url: url } of Object.values(pending)) {
      await poll(`${gateway}${url}`, { credential: key, while: 202, timeoutMs: 90_000 });
      await call(`${gateway}${url}`, { credential: key });
    }
    await call(`${gateway}/api/v1/plugins?include=disabled`, { credential: key });
    expect(provider.requests.some(({ headers }) => headers['x-apikey'] === virusTotalKey)).toBe(true);
    expect(provider.requests.some(({ headers }) => headers['api-key'] === urlscanKey)).toBe(true);
  }

  /** Secrets where people put them by mistake. */
  async function mistakes(key: string, session: string): Promise<void> {
    const password = keep('password in the wrong place', canary());
    for (const app of appNames) {
      const base = stack.urls[app];
      await call(`${base}/api/v1/users/me?api_key=${key}&token=${session}`, {});
      await call(`${base}/api/v1/${key}/${password}`, { credential: key });
      await call(`${base}/api/v1/nothing`, { headers: { 'x-api-key': `${key}x`, authorization: `Basic ${password}` } });
      await call(`${base}/api/v1/auth/login`, { body: { email: 'a@b.example', pasword: password } });
      await call(`${base}/api/v1/auth/login`, { body: `{"email":"a@b.example","password":"${password}` });
      await call(`${base}/api/v1/sources`, { body: { name: 1, password, [password]: 1 }, credential: session });
    }
  }

  it('leaves no secret in a log, a metric, a trace, an answer, Redis or a row, in any spelling', async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000)); // the last spans and log lines go out every second
    const scrapes = appNames.map(async (app) => {
      const url = new URL('/metrics', stack.urls[app]);
      url.port = String(Number(url.port) + 1_000);
      return { name: `metrics of ${app}`, text: String((await request(url.href)).body) };
    });
    const places = [
      ...logsOf(stack.home),
      ...(await Promise.all(scrapes)),
      { name: 'traces', text: collector.spanText() },
      ...answers,
      ...(await redis.stop()),
      ...(await tablesOf(stack.databaseUrl)),
    ];

    // What is searched is really there.
    const emptyOnes = places.filter(({ name, text }) => /^(?:log|metrics|traces|commands)/.test(name) && text === '');
    expect(emptyOnes.map(({ name }) => name).filter((name) => !/agents|tools|guardian|responder/.test(name))).toEqual(
      [],
    );
    expect(secrets.size).toBeGreaterThan(60);
    expect(leaks(places, secrets)).toEqual([]);
  });

  it('would have noticed one', () => {
    const [secret] = secrets.get('key of VirusTotal') ?? [''];
    const hidden = Buffer.from(`x${secret ?? ''}y`).toString('base64');

    expect(leaks([{ name: 'a log', text: `{"a":"${hidden}"}` }], secrets)).toEqual(['key of VirusTotal in a log']);
  });
});

function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return value.length < 16 ? [] : [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${path}.${name}`));
}

const bytesOf = (keySet: string): Buffer => Buffer.from(keySet.replace(/^\w+:/, ''), 'base64');
