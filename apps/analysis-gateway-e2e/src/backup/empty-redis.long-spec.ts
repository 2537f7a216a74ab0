import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, askPostgres, json, poll, request, startFixtureServer, startStack } from '@sentrybox/testing';
import type { FixtureServer, Stack } from '@sentrybox/testing';
import { People } from '../revocation/people';
import { npmRun } from './npm-command';

jest.setTimeout(300_000);

const scanId = '0e37e828-a9d9-45c0-ac50-1ca579b86c72';
const scopes = ['analyses:run', 'analyses:read', 'plugins:read'];

let folder: string;
let homes: { readonly before: string; readonly after: string };
let urlscan: FixtureServer;
let isScanned = false;
let stack: Stack | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-recovery-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs as nobody
  homes = { before: join(folder, 'before'), after: join(folder, 'after') };
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('base64'));
  urlscan = await startFixtureServer({
    'POST /api/v1/scan/': json(200, { uuid: scanId, message: 'Submission successful' }),
    [`GET /api/v1/result/${scanId}/`]: answering(() => (isScanned ? json(200, scan) : json(404, { status: 404 }))),
  });
});

afterAll(async () => {
  await stack?.stop();
  await urlscan.close();
  rmSync(folder, { recursive: true, force: true });
});

// urlscan.io API v1, "Result API".
const scan = {
  task: { uuid: scanId, time: '2026-11-30T12:00:00.000Z', url: 'http://login.example.org/a', visibility: 'private' },
  page: { url: 'http://login.example.org/a', domain: 'login.example.org', ip: '93.184.216.34', status: '200' },
  lists: { ips: ['93.184.216.34'], domains: ['login.example.org'], urls: ['http://login.example.org/a'] },
  stats: { uniqIPs: 1 },
  verdicts: { overall: { score: 100, malicious: true, categories: ['phishing'], brands: [], hasVerdicts: true } },
};

async function start(home: string): Promise<Stack> {
  const environment = { URLSCAN_API_KEY: 'fixture-key-0123456789', URLSCAN_URL: `${urlscan.url}/api/v1/` };
  stack = await startStack({ home, environment });
  return stack;
}

const keyFile = () => ['--key-file', join(folder, 'key')];
const door = ({ urls }: Stack) => `${urls['analysis-gateway']}/api/v1/plugins`;
const statusFor = async (url: string, credential: string) => (await request(url, { credential })).status;

it('F22 a restart from a backup with an empty Redis loses no work, and what was revoked stays revoked', async () => {
  const before = await start(homes.before);
  const people = await People.of(before);
  const [kept, revoked] = [await people.key(scopes), await people.key(scopes)];
  const [present, gone] = [await people.somebody(), await people.somebody()];
  expect([await statusFor(door(before), revoked.key), await statusFor(door(before), gone.token)]).toEqual([200, 200]);
  expect((await people.manage('DELETE', revoked.path)).status).toBeLessThan(300);
  expect((await people.logOut(gone)).status).toBeLessThan(300);
  const accepted = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const body = { ioc: `http://login.example.org/${index}`, type: 'url', plugins: ['urlscan'], tlp: 'clear' };
      const answer = await request(`${before.urls['analysis-gateway']}/api/v1/analysis`, {
        body,
        credential: kept.key,
      });
      expect(answer.status).toBe(200);
      return (answer.body as { id: string }).id; // the gateway's contract
    }),
  );

  const saved = await npmRun(homes.before, 'backup', '--out', join(folder, 'backup'), ...keyFile());
  expect(saved.code).toBe(0);
  await before.stop();
  rmSync(homes.before, { recursive: true, force: true });
  expect((await npmRun(homes.after, 'restore', join(folder, 'backup'), ...keyFile())).code).toBe(0);
  expect(existsSync(join(homes.after, 'redis', 'data'))).toBe(false);

  const after = await start(homes.after);
  expect(after.output()).not.toContain('password ');
  // Nothing ended meanwhile: the far end has not said anything yet.
  const open = await askPostgres<{ count: number }>(
    after.databaseUrl,
    `select count(*)::int as count from analysis.plugin_result where result is null and analysis_id = any($1::uuid[])`,
    [accepted],
  );
  expect(open).toEqual([{ count: 10 }]);
  isScanned = true;
  const polled = await Promise.all(
    accepted.map((id) =>
      poll(`${after.urls['analysis-gateway']}/api/v1/analysis/${id}/pending/urlscan`, {
        ...{ credential: kept.key, while: 202, timeoutMs: 90_000 },
      }),
    ),
  );
  expect(polled.map(({ status }) => status)).toEqual(polled.map(() => 200));
  expect(polled[0]?.body).toMatchObject({ result: { plugin: 'urlscan', status: 'ok' } });

  expect(await statusFor(door(after), kept.key)).toBe(200);
  expect(await statusFor(door(after), revoked.key)).toBe(401);
  expect(await statusFor(door(after), before.apiKey)).toBe(200);
  expect(await statusFor(door(after), present.token)).toBe(200);
  expect(await statusFor(door(after), gone.token)).toBe(401);
  const audit = await npmRun(homes.after, 'admin', 'verify-audit');
  expect(audit.text).toContain('"is_intact": true');
});
