import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { typescriptProcess } from '@sentrybox/testing';
import type { QueueTiming } from '../src/queue-timing';
import type { Crash } from './fault-points';

export interface WorkerSettings {
  readonly url: string;
  readonly workUrl: string;
  readonly redisUrl: string;
  readonly timing?: Partial<QueueTiming>;
  /** Where work has its effect outside the database, if anywhere. */
  readonly effectUrl?: string;
  readonly crash?: Crash;
  /** How long a piece of work takes at the most. Default 150. */
  readonly maxDelayMs?: number;
  readonly clockShiftMs?: number;
  /** Period of the recurring work, if there is any. */
  readonly recurring?: number;
}

/** What a running worker can be asked. */
export interface WorkerQuestion {
  readonly metric?: string;
  readonly clockShiftMs?: number;
}

/** The worker processes of a spec. */
export class WorkerProcesses {
  private readonly children = new Set<ChildProcess>();

  constructor(private readonly settings: WorkerSettings) {}

  /** Resolves once it works. */
  async start(settings: Partial<WorkerSettings> = {}): Promise<ChildProcess> {
    const child = fork(require.resolve('./worker-process'), [JSON.stringify({ ...this.settings, ...settings })], {
      execArgv: [...typescriptProcess],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // poison ends with a stack trace
    });
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
    await new Promise<void>((up, down) => {
      child.once('message', () => {
        up();
      });
      child.once('exit', (code, signal) => {
        down(new Error(`The worker process ended with ${String(code ?? signal)}.`));
      });
    });
    return child;
  }

  get running(): readonly ChildProcess[] {
    return [...this.children];
  }

  get oldest(): ChildProcess {
    const [child] = this.children;
    if (child === undefined) throw new Error('no worker runs');
    return child;
  }

  killAll(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }
}

/** @returns the exit code; null: a signal ended it. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return await new Promise((exited) => child.once('exit', exited));
}

export async function metricOf(child: ChildProcess, metric: string): Promise<number> {
  const answered = messageOf<{ metric: number }>(child, 'metric');
  child.send({ metric } satisfies WorkerQuestion);
  return (await answered).metric;
}

/** The next message of the child that has this field. */
export async function messageOf<T>(child: ChildProcess, field: keyof T & string): Promise<T> {
  return await new Promise((resolve) => {
    const listen = (message: object): void => {
      if (!(field in message)) return;
      child.off('message', listen);
      resolve(message as T); // sent by the scripts of this folder
    };
    child.on('message', listen);
  });
}

/** The far end of effects, in a process of its own. */
export class EffectCounter {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<EffectCounter> {
    const child = fork(require.resolve('./effect-counter'), {
      execArgv: [...typescriptProcess],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new EffectCounter(child, (await messageOf<{ url: string }>(child, 'url')).url);
  }

  /** The idempotency key of everything that arrived. */
  async keys(): Promise<readonly string[]> {
    const answered = messageOf<{ keys: string[] }>(this.child, 'keys');
    this.child.send('keys');
    return (await answered).keys;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await ended(this.child);
  }
}
