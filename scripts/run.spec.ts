import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exitCodes } from './launcher/exit-codes';

jest.setTimeout(60_000);

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'sentrybox-clone-'));
  mkdirSync(join(clone, 'home'));
  cpSync(__dirname, join(clone, 'scripts'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.base.json'])
    cpSync(join(__dirname, '..', name), join(clone, name));
});

afterEach(() => {
  rmSync(clone, { recursive: true, force: true });
});

function run(args: string[], options: { preload?: string; env?: Record<string, string> } = {}) {
  const preload = options.preload === undefined ? [] : ['--require', options.preload];
  return spawnSync(process.execPath, [...preload, join(clone, 'scripts', 'run.mjs'), ...args], {
    cwd: clone,
    env: { PATH: process.env['PATH'], HOME: join(clone, 'home'), ...options.env },
    encoding: 'utf8',
  });
}

describe('scripts/run.mjs on a clone where nothing is installed', () => {
  it('says which Node it needs', () => {
    const preload = join(clone, 'old-node.cjs');
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });`,
    );
    const { status, stderr } = run(['start'], { preload });
    expect(status).toBe(exitCodes['nodeTooOld']);
    expect(stderr).toContain('needs Node.js 20.19 or newer, and this is 18.20.0');
  });

  it('says so when the dependencies cannot be downloaded', () => {
    // Nothing listens on port 9 of the loopback; no address beyond it is dialled.
    const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
    const { status, stderr, stdout } = run(['start'], { env });
    expect(stdout).toContain('installing dependencies');
    expect(stderr).toContain('could not be downloaded (ECONNREFUSED)');
    expect(status).toBe(exitCodes['downloadFailed']);
  });

  it.each([['nonsense'], ['../evil'], ['run']])('refuses the unknown command %s', (command) => {
    const { status, stderr } = run([command]);
    expect(status).toBe(exitCodes['usage']);
    expect(stderr).toContain('There is no command');
  });
});
