import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
});
const keySet = () => `k1:${randomBytes(32).toString('base64')}`;

const common = {
  REDIS_URL: 'redis://127.0.0.1:1/0',
  SERVICE_PRIVATE_KEY: privateKey.toString('base64'),
};
const secretsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  identity: { ...common, KEY_ENCRYPTION_KEYS: keySet(), API_KEY_PEPPERS: keySet() },
  data: common,
  'analysis-gateway': { ...common, KEY_ENCRYPTION_KEYS: keySet() },
};
const refused: Readonly<Record<string, string | undefined>> = {
  unset: undefined,
  changeme: 'changeme',
  'the key of the documentation': 'sb_a3f9c2e1b4d8f7e2a1c3d5e9f2b4a7c8',
  'eight bytes': 'q7Zp2xLw',
};

const cases = Object.entries(secretsOf).flatMap(([app, secrets]) =>
  Object.keys(secrets).flatMap((name) => Object.entries(refused).map(([what, value]) => ({ app, name, what, value }))),
);

jest.setTimeout(120_000);

function start(app: string, environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'dist/apps', app, 'src/main.js')], {
      env: { PATH: process.env['PATH'], PORT: '0', METRICS_PORT: '0', SERVICE_PUBLIC_KEYS: '{}', ...environment },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const kill = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.once('close', (code) => {
      clearTimeout(kill);
      done({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}

describe('P02 a service with a secret that nobody chose at random', () => {
  it.each(cases)('$app does not start with $name: $what', async ({ app, name, value }) => {
    // An empty value counts as unset.
    const { code, output } = await start(app, { ...secretsOf[app], [name]: value ?? '' });

    expect(code).toBe(78);
    expect(output).toContain(name);
    expect(output).not.toContain('service_started');
    if (value !== undefined && value !== 'changeme') expect(output).not.toContain(value);
  });

  it.each(['all', 'worker'])('identity as %s does not start where nobody could seal its audit log', async (role) => {
    const storage = { DATABASE_URL: 'postgresql://identity_api:kT9w2mQz@127.0.0.1:1/sentrybox', SENTRYBOX_ROLE: role };
    const { code, output } = await start('identity', { ...secretsOf['identity'], ...storage });

    expect(code).toBe(78);
    expect(output).toContain('DATABASE_AUDIT_URL is not set');
    expect(output).not.toContain('service_started');
  });
});
