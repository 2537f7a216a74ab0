import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';
import { freePort, isAlive, isPortFree, pollUntil } from '@sentrybox/local-servers';

import type { LaunchSteps } from './launch';
import { portVariable } from './ports';
import { runStart } from './run-start';
import { readRuntime } from './runtime-file';
import { serviceSpecs } from './service-spec';
import { stateFolder } from './state-folder';

jest.setTimeout(60_000);

/** Stands for an app: answers /health/ready on PORT, does what BEHAVIOUR says, ends on SIGTERM. */
const fakeApp = `
const fs = require('node:fs');
const [name, behaviour] = [process.env.FAKE_NAME, process.env.BEHAVIOUR];
if (behaviour === 'broken:' + name) { console.error('cannot read the configuration'); process.exit(78); }
require('node:http').createServer((request, response) => {
  response.statusCode = request.url === '/health/ready' ? 200 : 404;
  response.end();
}).listen(Number(process.env.PORT), process.env.HOST);
if (behaviour !== 'stubborn:' + name) {
  process.on('SIGTERM', () => { fs.appendFileSync(process.env.FAKE_ENDED, name + '\\n'); process.exit(0); });
}
`;

let home: string;
let printed: string[];
const begun: { finished: Promise<unknown>; stop: () => void }[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sentrybox-start-'));
  printed = [];
  mkdirSync(join(home, 'root'));
  writeFileSync(join(home, 'root', 'fake.js'), fakeApp);
});

afterEach(async () => {
  // A failed expectation must not leave a stack behind.
  for (const { finished, stop } of begun.splice(0)) {
    stop();
    await finished.catch(() => undefined);
  }
  rmSync(home, { recursive: true, force: true });
});

async function freeEnvironment(behaviour = ''): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    DATABASE_URL: process.env['SENTRYBOX_TEST_DATABASE_URL'] ?? '',
    REDIS_URL: process.env['SENTRYBOX_TEST_REDIS_URL'] ?? '',
    BEHAVIOUR: behaviour,
    FAKE_ENDED: join(home, 'ended'),
  };
  const taken = new Set<number>(); // by another service or its metrics, a thousand above
  for (const app of appNames) {
    let port = await freePort();
    while (port > 60_000 || taken.has(port) || taken.has(port + 1_000) || !(await isPortFree(port + 1_000))) {
      port = await freePort();
    }
    taken.add(port).add(port + 1_000);
    environment[portVariable(app)] = String(port);
  }
  return environment;
}

const steps: Partial<LaunchSteps> = {
  migrate: () => Promise.resolve(),
  firstStart: () =>
    Promise.resolve({ created: true, email: 'admin@example.org', password: 'one-time', apiKey: 'sb_key' }),
  specs: (installation) =>
    serviceSpecs(installation).map((spec) => ({
      ...spec,
      entry: join(installation.root, 'fake.js'),
      env: { ...spec.env, FAKE_NAME: spec.name },
    })),
};

function begin(environment: Record<string, string>) {
  const controller = new AbortController();
  let announce: (text: string) => void = () => undefined;
  const ready = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const folder = stateFolder(join(home, 'state'));
  const finished = runStart({
    ...{ root: join(home, 'root'), folder, portOffset: 0, environment, steps, stopSignal: controller.signal },
    print: (line) => printed.push(line),
    onReady: announce,
  });
  const stop = () => {
    controller.abort();
  };
  begun.push({ finished, stop });
  return { folder, finished, ready, stop };
}

function pids(folder: ReturnType<typeof stateFolder>): number[] {
  return readRuntime(folder)?.services.flatMap(({ pid }) => (pid === undefined ? [] : [pid])) ?? [];
}

describe('npm start', () => {
  it('starts every service, prints addresses and the credentials, and leaves no process when stopped', async () => {
    const environment = await freeEnvironment();
    const { finished, folder, ready, stop } = begin(environment);
    const text = await ready;
    for (const app of appNames) expect(text).toContain(`http://127.0.0.1:${environment[portVariable(app)] ?? ''}`);
    expect(text).toContain('one-time');
    expect(text).toContain('Authorization: Bearer sb_key');
    const running = pids(folder);
    expect(running).toHaveLength(appNames.length);

    stop();
    expect(await finished).toBe('ok');
    expect(running.filter(isAlive)).toEqual([]);
    expect(readFileSync(join(home, 'ended'), 'utf8').trim().split('\n').sort()).toEqual([...appNames].sort());
    expect(readRuntime(folder)).toBeUndefined();
  });

  it('P02: keeps its secrets in files that only the owner can read, and the same ones at the next start', async () => {
    const environment = await freeEnvironment();
    const contents: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const { finished, folder, ready, stop } = begin(environment);
      await ready;
      for (const path of [folder.secrets, folder.runtime, folder.lock]) expect(statSync(path).mode & 0o777).toBe(0o600);
      contents.push(readFileSync(folder.secrets, 'utf8'));
      stop();
      await finished;
    }
    expect(contents[0]).toBe(contents[1]);
    const password = /"identity_api": "(\w+)"/.exec(contents[0] ?? '')?.[1] ?? 'none';
    expect(printed.join('\n')).not.toContain(password);
  });

  it('says which port is taken before it starts anything', async () => {
    const environment = await freeEnvironment();
    const taken = Number(environment[portVariable('tools')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    try {
      await expect(begin(environment).finished).rejects.toMatchObject({
        reason: 'portTaken',
        message: expect.stringContaining(`Port ${taken} (tools) is taken`) as string,
      });
      expect(printed).toEqual([]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('says so when it runs already', async () => {
    // A launcher is known by its command line.
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', 'run.mjs'], { stdio: 'ignore' });
    const folder = stateFolder(join(home, 'state'));
    mkdirSync(join(folder.path, 'run'), { recursive: true });
    writeFileSync(folder.lock, JSON.stringify({ pid: other.pid, startedAt: '2026-01-01T00:00:00Z' }));
    try {
      await expect(begin(await freeEnvironment()).finished).rejects.toMatchObject({ reason: 'alreadyRunning' });
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is not stopped by the lock of a launcher that is gone', async () => {
    const folder = stateFolder(join(home, 'state'));
    mkdirSync(join(folder.path, 'run'), { recursive: true });
    writeFileSync(folder.lock, JSON.stringify({ pid: process.pid, startedAt: '2026-01-01T00:00:00Z' }));
    const { finished, ready, stop } = begin(await freeEnvironment());
    await ready;
    stop();
    expect(await finished).toBe('ok');
  });

  it('gives up with the end of the log when a service cannot start, and stops the others', async () => {
    const { finished, folder } = begin(await freeEnvironment('broken:data'));
    await expect(finished).rejects.toMatchObject({
      reason: 'serviceFailed',
      message: expect.stringMatching(/data ended \(exit code 78\)[\s\S]*cannot read the configuration/) as string,
    });
    expect(readRuntime(folder)).toBeUndefined();
    const ended = readFileSync(join(home, 'ended'), 'utf8').trim().split('\n');
    expect(ended.length).toBeGreaterThan(0);
  });

  it('starts a service that died again, and says so', async () => {
    const { finished, folder, ready, stop } = begin(await freeEnvironment());
    await ready;
    const before = readRuntime(folder)?.services.find(({ name }) => name === 'agents')?.pid ?? 0;
    process.kill(before, 'SIGKILL');
    const isBack = async () => {
      const pid = readRuntime(folder)?.services.find(({ name }) => name === 'agents')?.pid;
      return await Promise.resolve(pid !== undefined && pid !== before);
    };
    expect(await pollUntil(isBack, { timeoutMs: 15_000, intervalMs: 50 })).toBe(true);
    expect(printed.join('\n')).toContain('agents ended (signal SIGKILL); starting it again in 1 s');
    const running = pids(folder);
    stop();
    await finished;
    expect(running.filter(isAlive)).toEqual([]);
  });

  it('leaves no process when it is interrupted while the services start', async () => {
    const { finished, stop } = begin(await freeEnvironment());
    const hasBegun = () => Promise.resolve(printed.some((line) => line.startsWith('starting')));
    await pollUntil(hasBegun, { timeoutMs: 10_000, intervalMs: 5 });
    stop();
    await expect(finished).rejects.toMatchObject({ reason: 'interrupted' });
  });
});
