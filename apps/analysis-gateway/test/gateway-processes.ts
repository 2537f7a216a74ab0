import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { typescriptProcess } from '@sentrybox/testing';

export interface GatewayProcessSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** What its plugins ask, see source-plugins.ts. */
  readonly sourceUrl: string;
}

/** A gateway in a process of its own, which can be killed. */
export interface GatewayProcess {
  readonly url: string;
  /** Resolves with the exit code once it has ended; null: a signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

const startTimeoutMs = 60_000;

/** @throws Error when it does not listen within a minute */
export async function startGatewayProcess(settings: GatewayProcessSettings): Promise<GatewayProcess> {
  const child = fork(require.resolve('./gateway-process'), [JSON.stringify(settings)], {
    execArgv: [...typescriptProcess],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    url: await listeningAt(child),
    end: async (signal) => {
      child.kill(signal);
      return await exited;
    },
  };
}

async function listeningAt(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
    }, startTimeoutMs);
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve((message as { url: string }).url); // see gateway-process.ts
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The gateway ended with ${String(code)} before it listened.`));
    });
  });
}
