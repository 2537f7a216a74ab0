import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One more process of a service that runs. */
export interface Replica {
  readonly url: string;
  readonly pid: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code and how long it took. */
  terminate(): Promise<{ readonly code: number | null; readonly tookMs: number }>;
}

/** The environment that a running process was started with, for one more process like it. Linux only. */
export function environmentOf(pid: number): Record<string, string> {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s, 2) as [string, string])); // NAME=value
}

/** Starts a service once more, with the environment of the process `pid` (Linux) and free ports. */
export async function startReplica(pid: number, environment: Readonly<Record<string, string>>): Promise<Replica> {
  const [program = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const child = spawn(program, [script], {
    env: { ...environmentOf(pid), PORT: '0', METRICS_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (chunk: string): void => {
      output += chunk;
      const started = /"url":"(http:[^"]+)"/.exec(output)?.[1];
      if (started === undefined) return;
      // What it says from now on is let go unread: looking through it would cost more than the requests it is about.
      child.stdout.off('data', read).resume();
      resolve(started);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    void exited.then((code) => {
      reject(new Error(`The replica ended with ${String(code)}: ${output.slice(-2_000)}`));
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    terminate: async () => {
      const since = performance.now();
      child.kill('SIGTERM');
      return { code: await exited, tookMs: performance.now() - since };
    },
  };
}
