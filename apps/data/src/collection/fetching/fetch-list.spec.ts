import { randomBytes } from 'node:crypto';
import { collectionSettingsSchema } from '@sentrybox/contracts';
import { SecretBox } from '@sentrybox/database';
import { Egress } from '@sentrybox/egress';
import { empty, fakeClock, raw, redirect, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { buildConnector } from 'undici';
import { FeedKeys } from './feed-keys';
import { ListFetcher } from './fetch-list';
import type { FetchOutcome } from './fetch-outcome';
import { OwnKeys } from './own-keys';

/** What a resolver says that an attacker has; the second answer comes when a name is asked again. */
const zone: Readonly<Record<string, readonly string[]>> = {
  'feed.example': ['93.184.216.34'],
  'rebound.example': ['93.184.216.34', '10.0.0.5'],
  'private.example': ['10.0.0.5'],
};

const ownKeys = new OwnKeys(SecretBox.fromKeys(`k1:${randomBytes(32).toString('base64')}`));
const teamId = '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0002';
const sourceId = '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001';

let server: FixtureServer;
let asked: Record<string, number>;
let fetcher: ListFetcher;

beforeEach(async () => {
  server = await startFixtureServer();
  asked = {};
  const connect = buildConnector({ timeout: 2_000 });
  const egress = new Egress({
    isOffline: false,
    resolve: (name) => {
      const answers = zone[name] ?? [];
      const turn = (asked[name] = (asked[name] ?? -1) + 1);
      return Promise.resolve([answers[Math.min(turn, answers.length - 1)] ?? '10.0.0.1']);
    },
    dial: (options, callback) => {
      connect({ ...options, hostname: '127.0.0.1', port: String(server.port) }, callback);
    },
  });
  fetcher = new ListFetcher(
    egress,
    new FeedKeys(new Map([['p', 'k3y']]), ownKeys),
    fakeClock(new Date('2026-03-02T00:30:00Z')),
  );
});

afterEach(() => server.close());

async function fetched(url: string, settings: object = {}, own: object = {}): Promise<FetchOutcome> {
  const outcome = await fetcher.fetch({
    teamId,
    collection: {
      scope: 'platform',
      sourceId,
      settings: collectionSettingsSchema.parse({ url, ...settings }),
      credential: null,
      validators: undefined,
      shape: undefined,
      failures: 0,
      nextRunId: null,
      ...own,
    },
    isPage: false,
    signal: new AbortController().signal,
    onBytes: () => undefined,
  });
  if (outcome.kind === 'list') await outcome.file.close();
  return outcome;
}

const codeOf = (outcome: FetchOutcome): string => ('code' in outcome ? outcome.code : outcome.kind);

describe('D02 a run', () => {
  it.each(['http://10.0.0.1/', 'http://169.254.169.254/', 'http://[::ffff:10.0.0.1]/', 'http://private.example/'])(
    'never dials a private address: %s',
    async (url) => {
      expect(codeOf(await fetched(url))).toBe('blocked');
      expect(server.connectionCount()).toBe(0);
    },
  );

  it('is ended by a redirect to a private address, by name or by number', async () => {
    for (const target of ['http://10.0.0.1/x', 'http://private.example/x']) {
      server.on('GET /list', redirect(target));
      expect(codeOf(await fetched('http://feed.example/list'))).toBe('blocked');
    }
    expect(server.requests.every(({ path }) => path === '/list')).toBe(true);
  });

  it('is asked anew for each connection, so that a name that moves inside is refused', async () => {
    server.on('GET /list', [redirect('http://rebound.example:81/next'), raw(200, 'a.example.com')]);
    const moving = await fetched('http://rebound.example/list');
    expect(codeOf(moving)).toBe('blocked');
  });

  it('follows a redirect without a key, and with one none at all', async () => {
    server.on('GET /list', redirect('http://feed.example/other'));
    server.on('GET /other', raw(200, 'a.example.com'));
    expect(codeOf(await fetched('http://feed.example/list'))).toBe('list');
    server.on('GET /other', empty(500));
    const keyed = { key: { name: 'p', header: 'Authorization' } };
    expect(codeOf(await fetched('http://feed.example/list', keyed))).toBe('redirect');
    expect(server.requests.filter(({ path }) => path === '/other')).toHaveLength(1);
  });
});

it('asks for the list of the day before where the address has a date', async () => {
  server.on('GET /2026/03/2026-03-01.txt', raw(200, 'a.example.com'));
  expect(codeOf(await fetched('http://feed.example/{YYYY}/{MM}/{YYYY}-{MM}-{DD}.txt'))).toBe('list');
});

it('sends a body where the provider wants one', async () => {
  server.on('POST /api', raw(200, '{}'));
  await fetched('http://feed.example/api', { method: 'POST', body: '{"days":1}' });
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"days":1}' });
});

describe('a key of the source’s own', () => {
  const owner = { scope: 'team', sourceId, teamId } as const;
  const settings = { own_key: { header: 'Authorization', prefix: 'Token ' } };

  it('goes to the address of the source and is not carried on by a redirect', async () => {
    server.on('GET /list', redirect('http://feed.example/other'));
    server.on('GET /other', raw(200, 'a.example.com'));
    const own = { scope: 'team', credential: ownKeys.seal('k3y-of-a-team', owner) };
    expect(codeOf(await fetched('http://feed.example/list', settings, own))).toBe('redirect');
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/list', 'Token k3y-of-a-team'],
    ]);
  });

  it('asks nobody while none is stored', async () => {
    expect(codeOf(await fetched('http://feed.example/list', settings, { scope: 'team' }))).toBe('key_missing');
    expect(server.connectionCount()).toBe(0);
  });

  it.each([
    ['another source', { ...owner, sourceId: teamId }],
    ['another team', { ...owner, teamId: sourceId }],
    ['the platform', { ...owner, scope: 'platform' as const }],
  ])('that was sealed for %s opens for nobody else', async (_name, other) => {
    const own = { scope: 'team', credential: ownKeys.seal('k3y-of-a-team', other) };
    await expect(fetched('http://feed.example/list', settings, own)).rejects.toMatchObject({ code: 'internal_error' });
    expect(server.connectionCount()).toBe(0);
  });
});
