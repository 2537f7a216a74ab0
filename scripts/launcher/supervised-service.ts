import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import { guardProcess, isSettledWithin } from '@sentrybox/local-servers';

import type { Print } from './progress';
import type { ServiceSpec } from './service-spec';

/** How a service's process ended. */
export interface ServiceExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SuperviseOptions {
  readonly spec: ServiceSpec;
  readonly cwd: string;
  readonly logFile: string;
  readonly print: Print;
  /** Called whenever the process id changed. */
  readonly onChange: () => void;
}

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
/** Having run this long counts as healthy: the next death starts from the shortest delay again. */
const healthyAfterMs = 60_000;

/** The pause before a restart: 1 s, doubled with each death in a row, 30 s at most. */
export function restartDelayMs(deathsInARow: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, deathsInARow - 1));
}

/** One service's process, started again whenever it dies on its own. */
export class SupervisedService {
  private child: ChildProcess | undefined;
  private ended: Promise<ServiceExit> | undefined;
  private deathsInARow = 0;
  private restart: NodeJS.Timeout | undefined;
  private isStopping = false;
  private mayRestart = false;

  constructor(private readonly options: SuperviseOptions) {}

  get spec(): ServiceSpec {
    return this.options.spec;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts the process. Until {@link keepRunning}, its death is the caller's to judge. */
  start(): Promise<ServiceExit> {
    const { cwd, logFile, spec } = this.options;
    const log = openSync(logFile, 'a', 0o600);
    // A session of its own: Ctrl-C reaches the launcher alone, which stops everything in order.
    const child = spawn(process.execPath, [spec.entry], {
      cwd,
      env: spec.env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const startedAt = performance.now();
    this.child = child;
    const release = child.pid === undefined ? undefined : guardProcess({ pid: child.pid, signal: 'TERM', tier: 1 });
    this.ended = new Promise((resolve) => {
      child.once('error', () => {
        resolve({ code: null, signal: null });
      });
      child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    });
    void this.ended.then((exit) => {
      release?.();
      if (this.child === child) this.child = undefined;
      this.options.onChange();
      if (this.mayRestart && !this.isStopping) this.scheduleRestart(exit, performance.now() - startedAt);
    });
    this.options.onChange();
    return this.ended;
  }

  /** From now on a death is followed by a restart. */
  keepRunning(): void {
    this.mayRestart = true;
    if (this.child === undefined && !this.isStopping) this.scheduleRestart({ code: null, signal: null }, 0);
  }

  /** Asks the process to end and waits; kills it after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.restart);
    const { child, ended } = this;
    if (child === undefined || ended === undefined) return;
    child.kill('SIGTERM');
    if (await isSettledWithin(ended, graceMs)) return;
    this.options.print(`${this.spec.name} did not end within ${graceMs / 1_000} s and is killed`);
    child.kill('SIGKILL');
    await ended;
  }

  private scheduleRestart(exit: ServiceExit, ranForMs: number): void {
    this.deathsInARow = ranForMs >= healthyAfterMs ? 1 : this.deathsInARow + 1;
    const delayMs = restartDelayMs(this.deathsInARow);
    const { logFile, print } = this.options;
    print(
      `${this.spec.name} ended (${describeExit(exit)}); starting it again in ${delayMs / 1_000} s. Its log: ${logFile}`,
    );
    this.restart = setTimeout(() => {
      void this.start();
    }, delayMs);
  }
}

/** "exit code 1" or "signal SIGKILL". */
export function describeExit({ code, signal }: ServiceExit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}
