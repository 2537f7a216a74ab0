import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { typescriptProcess } from '@sentrybox/testing';
import type { Death } from './kills/kill-points';

export interface GatewayProcessSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** What its plugins ask, see source-plugins.ts. */
  readonly sourceUrl: string;
  /** Undefined: it does not kill itself. */
  readonly death?: Death | undefined;
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
  const { child, exited } = forked(settings);
  return {
    url: await listeningAt(child),
    end: async (signal) => {
      child.kill(signal);
      return await exited;
    },
  };
}

/**
 * Resolves when the gateway is dead, which may be before it listened.
 * @param death where it kills itself, or after how many milliseconds of listening it is killed
 * @throws Error when it ended in any other way
 */
export async function doomedGatewayProcess(settings: GatewayProcessSettings, death: Death | number): Promise<void> {
  const { child, exited } = forked({ ...settings, ...(typeof death === 'object' && { death }) });
  if (typeof death === 'number') {
    await listeningAt(child);
    await new Promise((resolve) => setTimeout(resolve, death));
    child.kill('SIGKILL');
  }
  const code = await exited;
  if (code !== null) throw new Error(`The gateway ended with ${String(code)} and not by a kill.`);
}

function forked(settings: GatewayProcessSettings): { child: ChildProcess; exited: Promise<number | null> } {
  const child = fork(require.resolve('./gateway-process'), [JSON.stringify(settings)], {
    execArgv: [...typescriptProcess],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { child, exited: new Promise((resolve) => child.once('exit', resolve)) };
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
