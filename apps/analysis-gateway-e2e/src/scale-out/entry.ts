import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { appNames, apps } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { request, startDnsFixture } from '@sentrybox/testing';

const folder = resolve(__dirname, '../../../../docker/entry');
const startTimeoutMs = 20_000;

/** A line of the entry's log. */
interface EntryLine {
  readonly owner: string;
  readonly status: number;
  /** Addresses that were tried, the last one answered; empty where nobody was asked. */
  readonly upstream: string;
  readonly client_ip: string;
  readonly request_id: string;
}

export interface Entry {
  readonly url: string;
  readonly lines: () => EntryLine[];
  stop(): Promise<void>;
}

export interface EntryOptions {
  readonly port: number;
  /** Of each app: where it listens, at each of the addresses. */
  readonly ports: Readonly<Record<AppName, number>>;
  /** Replicas: every app has all of them. */
  readonly addresses: readonly string[];
}

/**
 * The published entry as docker-compose.yml starts it, with the configuration of docker/entry: nginx of this machine.
 * Only the place is another one: the port, the name server (a fixture that knows the apps) and the ports of the apps.
 */
export async function startEntry({ port, ports, addresses }: EntryOptions): Promise<Entry> {
  const names = await startDnsFixture(Object.fromEntries(appNames.map((app) => [`A ${app}`, addresses])));
  const place = mkdtempSync(join(tmpdir(), 'sentrybox-entry-'));
  chmodSync(place, 0o755); // workers of a proxy that root starts are somebody else
  const conf = join(place, 'conf');
  cpSync(folder, conf, { recursive: true });
  writeFileSync(join(conf, 'listen.conf'), `listen 127.0.0.1:${port};\n`);
  edit(join(conf, 'resolver.conf'), (text) => text.replace('127.0.0.11', names.address));
  edit(join(conf, 'routes.conf'), (text) =>
    appNames.reduce((all, app) => all.replaceAll(` ${app}:${apps[app].port};`, ` ${app}:${ports[app]};`), text),
  );
  const log = join(place, 'access.log');
  const errors = join(place, 'error.log');
  const child = spawn('nginx', ['-e', 'stderr', '-p', `${place}/`, '-c', join(conf, 'nginx.conf')], {
    stdio: ['ignore', openSync(log, 'a'), openSync(errors, 'a')],
  });
  const exited = new Promise<void>((done) => {
    child.once('exit', () => {
      done();
    });
    child.once('error', () => {
      done();
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGQUIT');
    await exited;
    await names.close();
    rmSync(place, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  if (await answers(`${url}/-/entry/health`)) return { url, lines: () => linesOf(log), stop };
  const said = readFileSync(errors, 'utf8');
  await stop();
  throw new Error(`The entry did not start:\n${said}`);
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function linesOf(path: string): EntryLine[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as EntryLine); // the form is that of docker/entry/nginx.conf
}

async function answers(url: string): Promise<boolean> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const answer = await request(url).catch(() => undefined);
    if (answer?.status === 200) return true;
    await new Promise((next) => setTimeout(next, 50));
  }
  return false;
}
