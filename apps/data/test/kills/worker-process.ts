import 'reflect-metadata';
import { createLogger } from '@sentrybox/observability';
import { startData } from '../data-app';
import { dieAt } from './kill-points';
import type { KillPoint } from './kill-points';

export interface WorkerSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined: somebody else kills it. */
  readonly point?: KillPoint;
}

// One worker of the service in a process of its own, to be killed: `worker-process.ts <settings as JSON>`.
async function main({ environment, point }: WorkerSettings): Promise<void> {
  if (point !== undefined) dieAt(point);
  const logger = createLogger({ service: 'data', version: '0.0.0', level: 'error' });
  await startData(environment, logger);
  process.send?.({ up: true });
}

// The test that starts this process writes the settings.
void main(JSON.parse(process.argv[2] ?? '') as WorkerSettings);
