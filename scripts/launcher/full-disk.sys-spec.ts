import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exitCodes } from './exit-codes';

const root = resolve(__dirname, '../..');

jest.setTimeout(120_000);

describe('F07 npm start with its state on a full disk', () => {
  let mount: string;

  beforeAll(() => {
    mount = mkdtempSync(join(tmpdir(), 'sentrybox-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', mount]);
    spawnSync('dd', ['if=/dev/zero', `of=${join(mount, 'everything')}`, 'bs=64k']);
  });

  afterAll(() => {
    execFileSync('umount', [mount]);
    rmSync(mount, { recursive: true });
  });

  it('says so, ends with the exit code of that reason and leaves no process', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['dist/scripts/start.js', '--port-offset', String(randomInt(10_000, 22_000))],
      {
        cwd: root,
        env: { ...process.env, SENTRYBOX_HOME: join(mount, 'state') },
        encoding: 'utf8',
      },
    );

    expect({ status, says: /disk is full|no space/i.test(stdout + stderr) }).toEqual({
      status: exitCodes.diskFull,
      says: true,
    });
    expect(statSync(join(mount, 'everything')).size).toBeGreaterThan(1_000_000);
    expect(existsSync(join(mount, 'state', 'postgres'))).toBe(false);
  });
});
