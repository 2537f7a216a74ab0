import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedStack } from '@sentrybox/testing';
import { npmRun } from './npm-command';

jest.setTimeout(180_000);

const { home } = sharedStack();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-backup-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs as nobody
  for (const name of ['key', 'other-key']) writeFileSync(join(folder, name), randomBytes(32).toString('base64'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('npm run backup saves what runs, and npm run restore brings it back into another place, once', async () => {
  const [backup, place] = [join(folder, 'backup'), join(folder, 'home')];
  const [key, otherKey] = ['key', 'other-key'].map((name) => ['--key-file', join(folder, name)] as const);

  const saved = await npmRun(home, 'backup', '--out', backup, ...(key ?? []));
  expect(saved).toMatchObject({
    code: 0,
    text: expect.stringMatching(/rows of \d+ tables are as they were/) as string,
  });
  expect(readFileSync(backup).includes('sentrybox.local')).toBe(false);

  expect((await npmRun(place, 'restore', backup, ...(otherKey ?? []))).code).toBe(27);
  const restored = await npmRun(place, 'restore', backup, ...(key ?? []));
  expect(restored).toMatchObject({ code: 0, text: expect.stringMatching(/; [1-9]\d* stored secrets open/) as string });
  expect(readFileSync(join(place, 'secrets.json'), 'utf8')).toBe(readFileSync(join(home, 'secrets.json'), 'utf8'));

  // What the process that saved was, and where, is nothing to be restored elsewhere.
  const configuration = join(place, 'configuration.env');
  const settings = existsSync(configuration) ? readFileSync(configuration, 'utf8') : '';
  expect(process.env['NODE_ENV']).toBe('test');
  expect(settings).not.toMatch(/^(?:HOST|NODE_ENV|SENTRYBOX_ROLE)=/m);

  expect((await npmRun(place, 'restore', backup, ...(key ?? []))).code).toBe(2);
  expect((await npmRun(home, 'restore', backup, ...(key ?? []), '--replace')).code).toBe(20);
});
