import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { request, sharedStack } from '@sentrybox/testing';

const root = resolve(__dirname, '../../..');
const { home, urls } = sharedStack();

interface Outcome {
  readonly code: number;
  readonly text: string;
}

/** `npm run admin -- <command>`, as an operator types it beside the installation that runs. */
function admin(...args: string[]): Promise<Outcome> {
  return new Promise((settle) => {
    const options = { cwd: root, env: { ...process.env, SENTRYBOX_HOME: home } };
    execFile(process.execPath, ['dist/scripts/admin.js', ...args], options, (error, stdout, stderr) => {
      settle({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
    });
  });
}

async function answer<T>(...args: string[]): Promise<T> {
  const { code, text } = await admin(...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${text}`);
  return JSON.parse(text) as T; // the command prints one document
}

const publishedKids = async (): Promise<string[]> => {
  const { body } = await request(`${urls.identity}/.well-known/jwks.json`);
  return (body as { keys: { kid: string }[] }).keys.map(({ kid }) => kid); // RFC 7517
};

jest.setTimeout(120_000);

describe('npm run admin, beside an installation that runs', () => {
  it('verify-audit finds every chain whole, and takes no file without a checkpoint for a proof', async () => {
    const report = await answer<{ is_intact: boolean; chains: unknown[] }>('verify-audit');
    expect(report.is_intact).toBe(true);
    expect(report.chains.length).toBeGreaterThan(0);

    const { code, text } = await admin('verify-audit', '--checkpoints', join(root, 'package.json'));
    expect([code !== 0, text.includes('holds no checkpoint')]).toEqual([true, true]);
  });

  it('peppers counts the keys that each pepper is needed for', async () => {
    const { keysByPepper } = await answer<{ keysByPepper: Record<string, number> }>('peppers');
    expect(Object.keys(keysByPepper)).toEqual(['k1']);
    expect(keysByPepper['k1']).toBeGreaterThan(0);
  });

  it('rewrap-secrets finds every secret under the first key', async () => {
    const { columns } = await answer<{ columns: { column: string; rewrapped: number }[] }>('rewrap-secrets');
    const rewrapped = new Map(columns.map((each) => [each.column, each.rewrapped]));
    expect(Object.fromEntries(rewrapped)).toEqual({
      'identity.signing_key.private_sealed': 0,
      'analysis.platform_plugin_setting.sealed': 0,
      'analysis.plugin_setting.sealed': 0,
      'analysis.team_setting.webhook_secret': 0,
      'data.collection.credential': 0,
      'data.team_collection.credential': 0,
    });
  });

  it('rotate-signing-key publishes a key beside the active one, and revoke-signing-key takes it back', async () => {
    const next = await answer<{ kid: string; state: string }>('rotate-signing-key');
    expect(next.state).toBe('next');
    expect(await publishedKids()).toContain(next.kid);
    const again = await admin('rotate-signing-key');
    expect(again.code).not.toBe(0);

    expect(await answer('revoke-signing-key', next.kid)).toMatchObject({ kid: next.kid, state: 'revoked' });
    expect(await publishedKids()).not.toContain(next.kid);
  });

  it.each([
    ['nothing', [], 'Usage: admin verify-audit'],
    ['another word', ['drop-everything'], 'Usage: admin verify-audit'],
    ['a key that nobody has', ['revoke-signing-key', 'no-such-key'], 'no such'],
    ['a file that is not there', ['verify-audit', '--checkpoints', '/nowhere/at/all'], 'cannot be read'],
  ])('says in a sentence what is wrong with %s', async (_what, args, sentence) => {
    const { code, text } = await admin(...args);
    expect(code).not.toBe(0);
    expect(text).toContain(sentence);
    expect(text).not.toContain('    at ');
  });
});
