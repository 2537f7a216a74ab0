import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { appNames } from '@sentrybox/contracts';
import { request } from '@sentrybox/testing';

jest.setTimeout(120_000);

const root = resolve(__dirname, '../../..');
const { privateKey, publicKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
});
const publicKeys = JSON.stringify(Object.fromEntries(appNames.map((app) => [app, publicKey.toString('base64')])));
const keySet = () => `k1:${randomBytes(32).toString('base64')}`;

// Everything that is mounted is read-only but a small /tmp; the project is seen at /mnt, wherever it lies.
const asInContainer = `
  mount --bind "$0" /mnt
  for place in / /mnt; do mount -o remount,bind,ro "$place"; done
  mount -t tmpfs -o size=64m,mode=1777 tmpfs /tmp
  cd /mnt
  exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"`;

interface Started {
  readonly process: ChildProcess;
  readonly url: string;
}

async function start(app: string): Promise<Started> {
  const child = spawn(
    'unshare',
    ['-m', 'sh', '-ec', asInContainer, root, process.execPath, `dist/apps/${app}/src/main.js`],
    {
      env: {
        PATH: process.env['PATH'],
        ...{ PORT: '0', METRICS_PORT: '0', SENTRYBOX_OFFLINE: '1', REDIS_URL: 'redis://127.0.0.1:1/0' },
        ...{ SERVICE_PRIVATE_KEY: privateKey.toString('base64'), SERVICE_PUBLIC_KEYS: publicKeys },
        ...{ KEY_ENCRYPTION_KEYS: keySet(), API_KEY_PEPPERS: keySet() },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url } = JSON.parse(line) as { event?: string; url?: string }; // log lines are JSON objects
    if (event === 'service_started' && url !== undefined) return { process: child, url };
  }
  throw new Error(`${app} ended before it was started.`);
}

describe.each(['identity', 'data', 'analysis-gateway', 'guardian'])('P01 %s', (app) => {
  it('serves as user 10001 without any capability, on a file system that cannot be written but for /tmp', async () => {
    const { process: child, url } = await start(app);
    try {
      expect((await request(`${url}/health/live`)).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
