import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { maliciousAddress, startProviders, startStack } from '@sentrybox/testing';
import type { Providers, Stack } from '@sentrybox/testing';

const root = resolve(__dirname, '../../..');
const corpora = process.env['CORPORA_DIR'];
const ipsum = corpora === undefined ? undefined : join(corpora, 'feeds/ipsum.txt');

jest.setTimeout(300_000);

describe('docs/tutorial/tutorial.sh', () => {
  let providers: Providers;
  let stack: Stack;

  beforeAll(async () => {
    providers = await startProviders();
    stack = await startStack({ environment: providers.environment });
  });

  afterAll(async () => {
    await stack.stop();
    await providers.close();
  });

  it('runs as it stands on an installation that was just started', async () => {
    const { stdout } = await promisify(execFile)('bash', [join(root, 'docs/tutorial/tutorial.sh')], {
      env: {
        PATH: process.env['PATH'],
        IDENTITY: stack.urls.identity,
        DATA: stack.urls.data,
        GATEWAY: stack.urls['analysis-gateway'],
        EMAIL: stack.admin.email,
        PASSWORD: stack.admin.password,
        NEW_PASSWORD: 'a-passphrase-of-their-own-42',
        ...(ipsum !== undefined && existsSync(ipsum) ? { LIST: ipsum } : {}),
      },
    });

    const lines = stdout.trim().split('\n');
    expect(lines[0]).toMatch(/^key sb_[0-9a-f]{4}…$/);
    expect(lines[1]).toMatch(
      ipsum === undefined ? /^import done: 3 accepted, 1 rejected$/ : /^import done: 1\d{5} accepted/,
    );
    expect(lines[2]).toMatch(
      ipsum === undefined ? new RegExp(`^ip ${maliciousAddress}: malicious`) : /^ip [\d.]+: suspicious/,
    );
    expect(lines[3]).toMatch(/^url http:\/\/paypa1\.example\.org\/login\.exe: unknown/);
    expect(lines[4]).toMatch(/^hash d41d8cd98f00b204e9800998ecf8427e: not_applicable, score 0/);
    expect(lines[5]).toMatch(/^email bob@example\.org: unknown/);
    expect(lines[6]).toMatch(/^domain paypa1\.com: /);
    expect(lines[7]).toMatch(/^lookalikes: ok \{"checked":\d{3}/);
    expect(lines[8]).toMatch(/^urlscan: ok /);
  });
});
