import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppName } from '@sentrybox/contracts';
import { environmentOf } from '@sentrybox/testing';

/** Where the environment of a running process can be read: Linux. */
export const canReadEnvironment = existsSync('/proc/self/environ');

export interface SecondProcess {
  readonly pid: number;
  readonly url: string;
  readonly metricsUrl: string;
  /** What it wrote to its standard output so far. */
  readonly log: () => string;
  /** As SIGTERM does. */
  stop(): Promise<void>;
}

/** A worker beside a running service, with everything that that was given and ports of its own. */
export async function startWorker(app: AppName, beside: number): Promise<SecondProcess> {
  return await startBeside(`${app}/src/worker.js`, environmentOf(beside));
}

/** A gateway with everything that a running one was given but these variables. */
export async function startGatewayWithout(variables: readonly string[], beside: number): Promise<SecondProcess> {
  const given = Object.entries(environmentOf(beside)).filter(([name]) => !variables.includes(name));
  return await startBeside('analysis-gateway/src/main.js', Object.fromEntries(given));
}

async function startBeside(file: string, environment: Readonly<Record<string, string>>): Promise<SecondProcess> {
  const child = spawn(process.execPath, [join('dist', 'apps', file)], {
    env: { ...environment, PORT: '0', METRICS_PORT: '0' },
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
  const { url, metricsUrl } = await startedAt(log, () => child.exitCode);
  return {
    pid: child.pid ?? 0,
    url,
    metricsUrl,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function startedAt(
  log: () => string,
  exitCode: () => number | null,
): Promise<Pick<SecondProcess, 'url' | 'metricsUrl'>> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const line = log()
      .split('\n')
      .find((each) => each.includes('"event":"service_started"') && each.endsWith('}'));
    if (line !== undefined) {
      const { url, metrics_url: metricsUrl } = JSON.parse(line) as { url: string; metrics_url: string };
      return { url, metricsUrl };
    }
    if (exitCode() !== null || Date.now() > deadline) throw new Error(`It did not start:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
