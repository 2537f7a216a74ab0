import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startRedis, foldersOutside } from '@sentrybox/local-servers';
import { askPostgres, generousLimits, poll, request, startStack } from '@sentrybox/testing';
import type { Stack } from '@sentrybox/testing';
import { call, Probe, until } from '../load';
import type { Call, Sample } from '../load';
import { adminPassword, logIn, People } from '../revocation/people';
import { oldVersion } from './old-version';

// The old side's packages may have to be fetched and are compiled once.
jest.setTimeout(900_000);

const old = oldVersion();
const sideBySide = 'root' in old ? describe : describe.skip;
const name = 'root' in old ? 'F19 the old and the new version' : `F19 (unavailable: ${old.unavailable})`;
const scopes = ['analyses:run', 'analyses:read', 'plugins:read'];
const figures: string[] = [];

afterAll(() => {
  process.stderr.write(`${figures.join('\n')}\n`);
});

const analysis = (stack: Stack, credential: string): Call => ({
  ...{ url: `${stack.urls['analysis-gateway']}/api/v1/analysis`, credential },
  body: { ioc: '203.0.113.7', type: 'ip' },
});
const lookup = (stack: Stack, credential: string): Call => ({
  ...{ url: `${stack.urls.data}/api/v1/indicators/search?q=203.0.113.7`, credential },
});
const plugins = (stack: Stack, credential: string): Call => ({
  ...{ url: `${stack.urls['analysis-gateway']}/api/v1/plugins`, credential },
});
const statusOf = async (make: Call) => (await call(make)).status;
const bad = (samples: readonly Sample[]) => samples.filter(({ status }) => status !== 200);
const brief = (samples: readonly Sample[]) =>
  bad(samples)
    .slice(0, 5)
    .map(({ status, errorCode, body }) => `${status} ${errorCode ?? ''} ${body.slice(0, 200)}`);

sideBySide(name, () => {
  let folder: string;
  let environment: Record<string, string>;
  let before: Stack;
  let after: Stack;
  const running = new Set<{ stop(): Promise<unknown> }>();
  let people: People;
  let key: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sentrybox-upgrade-'));
    chmodSync(folder, 0o711); // as root, PostgreSQL runs as nobody
    const shared = { stateDir: join(folder, 'servers'), log: () => undefined };
    const postgres = await startPostgres(shared);
    const redis = await startRedis({ ...shared, aof: true });
    for (const server of [postgres, redis]) running.add(server);
    await askPostgres(postgres.adminUrl, 'create database sentrybox');
    const url = new URL(postgres.adminUrl);
    url.pathname = '/sentrybox';
    environment = { DATABASE_URL: url.href, REDIS_URL: redis.url, ...generousLimits };
    before = await start('old');
    people = await People.of(before);
    ({ key } = await people.key(scopes));
  });

  afterAll(async () => {
    // Those that were started last use those that were started first.
    for (const each of [...running].toReversed()) await each.stop();
    const outside = foldersOutside(join(folder, 'servers'));
    for (const path of [...outside, folder]) rmSync(path, { recursive: true, force: true });
  });

  async function start(side: 'old' | 'new'): Promise<Stack> {
    const root = side === 'old' && 'root' in old ? old.root : undefined;
    const stack = await startStack({ home: home(side), environment, ...(root === undefined ? {} : { root }) });
    running.add(stack);
    return stack;
  }

  function home(side: 'old' | 'new'): string {
    mkdirSync(join(folder, side), { recursive: true, mode: 0o711 });
    return join(folder, side);
  }

  it('old replicas answer every request while migrations run and new replicas join', async () => {
    const probes = [() => analysis(before, key), () => plugins(before, key)].map((make) => new Probe(make, 100));
    await until(() => probes.every(({ samples }) => samples.length > 5), 20_000);
    // The same installation: the same secrets, servers and database.
    cpSync(join(home('old'), 'secrets.json'), join(home('new'), 'secrets.json'));
    after = await start('new');
    const samples = (await Promise.all(probes.map((probe) => probe.stop()))).flat();

    figures.push(
      `F19 while new replicas joined: ${samples.length} requests at old ones, ${bad(samples).length} not 200`,
    );
    expect(after.output()).toMatch(/analysis-gateway: 2026\d+-/); // it took migrations
    expect(brief(samples)).toEqual([]);
  });

  it('both serve side by side', async () => {
    const probes = [before, after].flatMap((stack) =>
      [analysis, plugins].map((make) => new Probe(() => make(stack, key), 50)),
    );
    await until(() => probes.every(({ samples }) => samples.length > 60), 60_000);
    const samples = await Promise.all(probes.map((probe) => probe.stop()));

    const total = samples.flat();
    figures.push(`F19 side by side: ${total.length} requests at both, ${bad(total).length} not 200`);
    expect(samples.map(brief)).toEqual([[], [], [], []]);
    expect(await statusOf(lookup(before, key))).toBe(await statusOf(lookup(after, key)));
  });

  it('work that one accepted is read at the other, and ends', async () => {
    for (const [accepting, reading] of [
      [before, after],
      [after, before],
    ] as const) {
      const body = {
        ioc: 'a-rather-long-name-with-many-permutations.example.com',
        type: 'domain',
        plugins: ['lookalikes'],
      };
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          request(`${accepting.urls['analysis-gateway']}/api/v1/analysis`, { body, credential: key }),
        ),
      );
      const paths = answers.map(({ body: answer }) => {
        const { pending } = answer as { pending: { lookalikes: { poll_url: string } } }; // the gateway's contract
        return pending.lookalikes.poll_url;
      });
      const ended = await Promise.all(
        paths.map((path) =>
          poll(`${reading.urls['analysis-gateway']}${path}`, { credential: key, while: 202, timeoutMs: 60_000 }),
        ),
      );
      const open = await askPostgres(
        environment.DATABASE_URL ?? '',
        `select kind, state, attempt, last_error, due_at - now() as due_in, now() - queued_at as queued_since
         from analysis.work where state not in ('done', 'cancelled') and kind like '%slow%'`,
      );
      figures.push(`F19 accepted at the ${accepting === before ? 'old' : 'new'} side, open: ${JSON.stringify(open)}`);
      expect(ended.map(({ status }) => status)).toEqual(ended.map(() => 200));
      expect(ended[0]?.body).toMatchObject({ result: { plugin: 'lookalikes', status: 'ok' } });
    }
  });

  it('sessions and keys of either hold at both, and end at both within 5 s wherever they are ended', async () => {
    for (const ending of [before, after]) {
      const token = await logIn(ending.urls.identity, { email: before.admin.email, password: adminPassword });
      const revoked = await people.key(scopes);
      const statuses = async (credential: string) => [
        await statusOf(plugins(before, credential)),
        await statusOf(plugins(after, credential)),
      ];
      expect([await statuses(token), await statuses(revoked.key)]).toEqual([
        [200, 200],
        [200, 200],
      ]);

      const doors = [token, revoked.key].flatMap((credential) =>
        [before, after].map((stack) => new Probe(() => plugins(stack, credential), 50)),
      );
      const identity = `${ending.urls.identity}/api/v1`;
      await request(identity + revoked.path, { method: 'DELETE', credential: token });
      await request(`${identity}/auth/logout`, { method: 'POST', credential: token });
      const endedAt = performance.now();
      await until(() => doors.every(({ samples }) => samples.at(-1)?.status === 401), 15_000);
      const letIn = (await Promise.all(doors.map((door) => door.stop()))).map((samples) =>
        Math.max(0, ...samples.filter(({ status }) => status === 200).map(({ sentAt }) => sentAt - endedAt)),
      );
      figures.push(
        `F19 ended at the ${ending === before ? 'old' : 'new'} identity, let in for ${letIn.map(Math.round).join(', ')} ms ` +
          '(session at the old and the new gateway, key at the old and the new)',
      );
      expect(Math.max(...letIn)).toBeLessThan(5_000);
    }
  });

  it('neither takes the other for a forger: no message was refused for its signature', async () => {
    const urls = [before, after].flatMap(({ urls: all }) => [all.identity, all.data, all['analysis-gateway']]);
    const pages = await Promise.all(
      urls.map(async (url) => {
        const metrics = new URL('/metrics', url);
        metrics.port = String(Number(metrics.port) + 1_000);
        return String((await request(metrics.href)).body).split('\n');
      }),
    );
    const refusals = pages.flat().filter((line) => /^messages_refused_total\{.*reason="signature".* [1-9]/.test(line));
    expect(refusals).toEqual([]);
  });

  it('new replicas go on alone when the old ones leave, and old ones come back to a migrated database', async () => {
    const probes = [() => analysis(after, key), () => plugins(after, key)].map((make) => new Probe(make, 100));
    expect(await before.stop()).toBe(0);
    await until(() => probes.every(({ samples }) => samples.length > 100), 60_000);
    const samples = (await Promise.all(probes.map((probe) => probe.stop()))).flat();
    figures.push(`F19 while old ones left: ${samples.length} requests at new ones, ${bad(samples).length} not 200`);
    expect(brief(samples)).toEqual([]);

    expect(await after.stop()).toBe(0);
    before = await start('old');
    expect(await statusOf(analysis(before, key))).toBe(200);
    expect(await statusOf(plugins(before, key))).toBe(200);
  });
});
