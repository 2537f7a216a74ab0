import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppName } from '@sentrybox/contracts';
import { environmentOf } from '@sentrybox/testing';

/** Where the environment of a running process can be read: Linux. */
export const canReadEnvironment = existsSync('/proc/self/environ');

export interface SecondProcess {
  readonly pid: number;
  readonly metricsUrl: string;
  /** What it wrote to its standard output so far. */
  readonly log: () => string;
  /** As SIGTERM does. */
  stop(): Promise<void>;
}

/** A worker beside a running service, with everything that that was given and ports of its own. */
export async function startWorker(app: AppName, beside: number): Promise<SecondProcess> {
  const child = spawn(process.execPath, [join('dist', 'apps', app, 'src', 'worker.js')], {
    env: { ...environmentOf(beside), PORT: '0', METRICS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const log = () => chunks.join('');
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const metricsUrl = await startedAt(log, () => child.exitCode);
  return {
    pid: child.pid ?? 0,
    metricsUrl,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function startedAt(log: () => string, exitCode: () => number | null): Promise<string> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const url = /"event":"service_started".*"metrics_url":"([^"]+)"/.exec(log())?.[1];
    if (url !== undefined) return url;
    if (exitCode() !== null || Date.now() > deadline) throw new Error(`The worker did not start:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
