import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { Client } from 'pg';

import { foldersOutside, isAlive, pollUntil, startPostgres, startRedis } from './index';

const log = () => undefined;
const stateDir = join(tmpdir(), `sentrybox-test-${process.pid}-servers-${randomBytes(4).toString('hex')}`);
const cacheDir = join(__dirname, '../../../node_modules/.cache/sentrybox');

afterAll(() => {
  for (const folder of [...foldersOutside(stateDir), stateDir]) rmSync(folder, { recursive: true, force: true });
});

async function query(adminUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('PostgreSQL', () => {
  jest.setTimeout(60_000);

  it('starts, keeps its data over a restart, and leaves no process when stopped', async () => {
    const first = await startPostgres({ stateDir, cacheDir, log });
    await query(first.adminUrl, 'create table kept as select 42 as answer');
    await first.stop();
    expect(await first.exited).toBe(0);
    expect(isAlive(first.pid)).toBe(false);

    const second = await startPostgres({ stateDir, cacheDir, log });
    expect(await query(second.adminUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('asks for a password that only the owner can read', async () => {
    const server = await startPostgres({ stateDir, cacheDir, log });
    try {
      expect(statSync(join(stateDir, 'postgres', 'admin-password')).mode & 0o777).toBe(0o600);
      const url = new URL(server.adminUrl);
      url.password = 'wrong';
      await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    } finally {
      await server.stop();
    }
  });

  it('says so when its port is taken', async () => {
    const server = await startPostgres({ stateDir, cacheDir, log });
    const other = join(stateDir, 'other');
    try {
      await expect(startPostgres({ stateDir: other, cacheDir, port: server.port, log })).rejects.toMatchObject({
        failure: 'port-taken',
      });
    } finally {
      await server.stop();
    }
  });

  it('refuses data that another major version wrote', async () => {
    const versionFile = execFileSync('find', [
      stateDir,
      ...foldersOutside(stateDir),
      '-path',
      '*postgres/data/PG_VERSION',
    ])
      .toString()
      .split('\n')[0];
    const version = readFileSync(versionFile ?? '', 'utf8');
    execFileSync('sh', ['-c', 'echo 99 > "$1"', 'sh', versionFile ?? '']);
    await expect(startPostgres({ stateDir, cacheDir, log })).rejects.toMatchObject({ failure: 'data-version' });
    execFileSync('sh', ['-c', 'printf %s "$2" > "$1"', 'sh', versionFile ?? '', version]);
  });
});

describe('Redis', () => {
  jest.setTimeout(120_000);

  it('never evicts, asks for its password, and keeps its data over a restart with the append-only file', async () => {
    const first = await startRedis({ stateDir, cacheDir, aof: true, log });
    const client = new Redis(first.url);
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await client.set('kept', 'yes');
    client.disconnect();

    const stranger = new Redis({ port: first.port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null });
    stranger.on('error', () => undefined);
    await expect(stranger.get('kept')).rejects.toThrow('NOAUTH');
    stranger.disconnect();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await startRedis({ stateDir, cacheDir, aof: true, log });
    const again = new Redis(second.url);
    expect(await again.get('kept')).toBe('yes');
    again.disconnect();
    await second.stop();
  });
});

describe('the watchdog', () => {
  it('stops the servers when the process that started them is killed outright', async () => {
    const guard = join(__dirname, 'watchdog.ts');
    const program = `
      require('@swc/core'); const fs = require('node:fs');
      const { code } = require('@swc/core').transformFileSync(${JSON.stringify(guard)}, { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } });
      const module_ = { exports: {} };
      new Function('require', 'exports', code)(require, module_.exports);
      const child = require('node:child_process').spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      module_.exports.guardProcess({ pid: child.pid, signal: 'TERM', tier: 2 });
      process.stdout.write(child.pid + '\\n');
    `;
    const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (text: Buffer) => {
        resolve(Number(text.toString()));
      });
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(
      await pollUntil(async () => await Promise.resolve(!isAlive(pid)), { timeoutMs: 10_000, intervalMs: 50 }),
    ).toBe(true);
  });
});
