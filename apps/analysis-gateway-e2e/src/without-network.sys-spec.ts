import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startStack } from '@sentrybox/testing';

const root = resolve(__dirname, '../../..');
const space = `sentrybox-${String(process.pid)}`;
const within = ['ip', 'netns', 'exec', space];

jest.setTimeout(300_000);

describe('an installation in a network namespace that has nothing but loopback', () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'sentrybox-quiet-'));
    chmodSync(home, 0o711);
    execFileSync('ip', ['netns', 'add', space]);
    execFileSync('ip', ['-n', space, 'link', 'set', 'lo', 'up']);
  });

  afterAll(() => {
    execFileSync('ip', ['netns', 'delete', space]);
    rmSync(home, { recursive: true, force: true });
  });

  it('does its main job there, because nothing of it needs anybody else', async () => {
    // The first start outside fetches what the machine lacks and prints the credentials.
    const first = await startStack({ home });
    expect(await first.stop()).toBe(0);

    const quiet = await startStack({ home, within });
    try {
      const [program, ...rest] = [...within, 'bash', join(root, 'docs/tutorial/tutorial.sh')];
      const { stdout } = await promisify(execFile)(program, rest, {
        env: {
          PATH: process.env['PATH'],
          IDENTITY: quiet.urls.identity,
          DATA: quiet.urls.data,
          GATEWAY: quiet.urls['analysis-gateway'],
          EMAIL: first.admin.email,
          PASSWORD: first.admin.password,
          NEW_PASSWORD: 'a-passphrase-of-their-own-42',
        },
      });

      expect(stdout).toContain('import done: 3 accepted, 1 rejected');
      expect(stdout).toMatch(/^ip 93\.184\.216\.34: suspicious/m);
      expect(stdout).toMatch(/^lookalikes: ok /m);
      expect(stdout).toContain('virustotal: VIRUSTOTAL_API_KEY is not set.');
    } finally {
      expect(await quiet.stop()).toBe(0);
    }
  });
});
