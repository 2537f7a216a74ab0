import { randomBytes } from 'node:crypto';
import { ConfigError, loadConfig } from '@sentrybox/config';
import { generateServiceKeys } from '@sentrybox/messaging';
import { identityVariables } from './config';

const { privateKey, publicKey } = generateServiceKeys();
const good: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://identity_api:kT9w2mQz@127.0.0.1:5432/sentrybox',
  DATABASE_WORK_URL: 'postgresql://identity_work:kT9w2mQz@127.0.0.1:5432/sentrybox',
  REDIS_URL: 'redis://127.0.0.1:6379/0',
  SERVICE_PRIVATE_KEY: privateKey,
  SERVICE_PUBLIC_KEYS: JSON.stringify({ identity: publicKey }),
  KEY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  API_KEY_PEPPERS: `p1:${randomBytes(32).toString('base64')}`,
};
const secrets = Object.entries(identityVariables)
  .filter(([, { isSecret }]) => isSecret)
  .map(([name]) => name);
/**
 * Without storage identity starts and answers 503 to whatever needs it, and there is no log to seal; with it the start is
 * refused (refused-starts.e2e-spec.ts). Nobody needs a collector of traces.
 */
const optional = new Set(['DATABASE_URL', 'DATABASE_WORK_URL', 'DATABASE_AUDIT_URL', 'OTEL_EXPORTER_OTLP_HEADERS']);

function problemsWith(name: string, value: string | undefined): readonly string[] {
  try {
    loadConfig(identityVariables, { ...good, [name]: value });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('P02 configuration of identity', () => {
  it('is complete with the values that the init step makes', () => {
    expect(() => loadConfig(identityVariables, good)).not.toThrow();
    expect(secrets.filter((name) => !optional.has(name) && good[name] === undefined)).toEqual([]);
  });

  it.each(secrets.filter((name) => !optional.has(name)))('refuses to start without %s', (name) => {
    expect(problemsWith(name, undefined)).toEqual([`${name} is not set`]);
    expect(problemsWith(name, '')).toEqual([`${name} is not set`]);
  });

  const samples: readonly (readonly [string, string])[] = [
    ['changeme', 'changeme'],
    ['the sample of the published document', 'sb_a3f9c2e1b4d8f7e2a1c3d5e9f2b4a7c8'],
    ['8 bytes', 'x7Kq9Lw2'],
    ['a placeholder long enough', 'changeme'.repeat(12)],
    ['one character over and over', 'A'.repeat(64)],
    ['a key of zeroes', `k1:${Buffer.alloc(32).toString('base64')}`],
    ['a word stretched to a key', `k1:${Buffer.from('changeme'.repeat(4)).toString('base64')}`],
  ];
  for (const [kind, value] of samples) {
    it.each(secrets)(`refuses ${kind} as %s, naming the variable and not the value`, (name) => {
      const problems = problemsWith(name, value);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(name);
      expect(problems[0]).not.toContain(value);
    });
  }
});
