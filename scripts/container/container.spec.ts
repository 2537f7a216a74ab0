import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';

import { appOfCommandLine } from './app-of-command-line';
import { ownServers } from './own-servers';
import { redisConfiguration } from './redis-configuration';
import { loadServerSecrets } from './server-secrets';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-container-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the servers’ passwords', () => {
  it('are made once, differ, and lie in a file of their owner', () => {
    const path = join(folder, 'servers.json');
    const first = loadServerSecrets(path);
    const passwords = [first.grafanaPassword, first.postgresPassword, ...Object.values(first.redisPasswords)];

    expect(Object.keys(first.redisPasswords)).toEqual(appNames);
    expect(new Set(passwords).size).toBe(appNames.length + 2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadServerSecrets(path)).toEqual(first);
  });

  it('an app or server that a newer release brings gets one, the others keep theirs', () => {
    const path = join(folder, 'servers.json');
    const first = loadServerSecrets(path);
    const { data, ...others } = first.redisPasswords;
    writeFileSync(path, JSON.stringify({ ...first, redisPasswords: others, grafanaPassword: undefined }));

    const second = loadServerSecrets(path);
    expect(second.redisPasswords).toMatchObject(others);
    expect(second.redisPasswords['data']).not.toBe(data);
    expect(second.postgresPassword).toBe(first.postgresPassword);
    expect(second.grafanaPassword).not.toBe(first.grafanaPassword);
  });

  it.each(['', '{}', '{"version": 1, "postgresPassword": "short", "redisPasswords": {}}'])(
    'are never replaced when the file is damaged: %j',
    (text) => {
      const path = join(folder, 'servers.json');
      writeFileSync(path, text);

      expect(() => loadServerSecrets(path)).toThrow('damaged');
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );
});

it('P04: Redis evicts nothing, writes to disk, has no nameless user, none that administrates, and no password in clear', () => {
  const text = redisConfiguration([{ name: 'identity', password: 'a-password' }], 64);

  expect(text).toContain('maxmemory-policy noeviction\nmaxmemory 64mb\nuser default off\n');
  expect(text).toContain('appendonly yes\n');
  expect(text).toMatch(/^user identity on #[0-9a-f]{64} resetkeys resetchannels -@all .* ~sb0:ask:v2:identity .*$/m);
  expect(text).not.toMatch(/~\*|&\*|\+@all/);
  expect(text).not.toContain('a-password');
});

it('only PostgreSQL’s password may be read by another user, because it runs as one', () => {
  const place = (name: string): string => mkdtempSync(join(folder, `${name}-`));
  const { adminUrl, redisUrl } = ownServers(place);
  const modes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => [name, statSync(join(parentPath, name)).mode & 0o777]);

  expect(Object.fromEntries(modes)).toEqual({
    password: 0o444,
    'admin-password': 0o600,
    'redis.conf': 0o600,
    'servers.json': 0o600,
  });
  expect(new URL(adminUrl)).toMatchObject({ hostname: 'postgres', username: 'sentrybox' });
  expect(new URL(redisUrl('data'))).toMatchObject({ hostname: 'redis', username: 'data' });
});

describe('the app of a container', () => {
  it.each([
    ['node\0/app/dist/scripts/container.js\0data\0', 8006],
    ['/sbin/docker-init\0--\0node\0/app/dist/scripts/container.js\0worker\0agents\0', 8004],
  ])('is an argument of its first process: %j', (line, port) => {
    const path = join(folder, 'cmdline');
    writeFileSync(path, line);

    expect(appOfCommandLine(path)).toMatchObject({ port });
  });

  it('is not guessed where there is none', () => {
    const path = join(folder, 'cmdline');
    writeFileSync(path, 'node\0container.js\0migrate\0');

    expect(() => appOfCommandLine(path)).toThrow('No service runs');
  });
});
