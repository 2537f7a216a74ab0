import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import exitCodes from '../exit-codes.json';

const root = resolve(__dirname, '../..');

jest.setTimeout(120_000);

describe('the first command on a fresh clone', () => {
  let clone: string;

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'first-command-'));
    for (const path of ['package.json', 'package-lock.json', '.npmrc', 'scripts']) {
      cpSync(join(root, path), join(clone, path), { recursive: true });
    }
    mkdirSync(join(clone, 'home'));
  });

  afterAll(() => {
    rmSync(clone, { recursive: true });
  });

  it('says that a download failed, with an exit code of its own', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'doctor'], {
      cwd: clone,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: join(clone, 'home'),
        npm_config_cache: join(clone, 'cache'),
        // Nobody listens on the discard port of this machine.
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_fetch_retries: '0',
      },
    });

    expect({ status, output: stdout + stderr }).toEqual({
      status: exitCodes.downloadFailed,
      output: expect.stringMatching(/download|registry|reach/i) as string,
    });
  });

  it('names what it knows when it is asked for something else', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'fly'], {
      cwd: clone,
      encoding: 'utf8',
    });

    expect([status, stderr]).toEqual([exitCodes.usage, expect.stringContaining('There is no command "fly"')]);
  });
});
