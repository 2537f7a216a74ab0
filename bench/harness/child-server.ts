import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { GatewaySettings } from '../servers/analysis/gateway';
import type { ServerSettings } from '../servers/serve';

/** A server of ours in a process of its own. */
export interface ChildServer {
  readonly pid: number;
  readonly url: string;
  close(): Promise<void>;
}

interface ChildServerOptions {
  /** Default: that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its standard output goes, as the launcher sends that of a service; default: that of this process. */
  readonly logFile?: string;
}

const startTimeoutMs = 30_000;

/**
 * Runs a file of bench/servers, hands it `settings` and waits for its port. It ends with this process at the latest,
 * because then its channel closes.
 */
export async function startChildServer(
  file: string,
  settings: ServerSettings | GatewaySettings,
  { environment, logFile }: ChildServerOptions = {},
): Promise<ChildServer> {
  const output = logFile === undefined ? 'inherit' : openSync(logFile, 'a', 0o600);
  const child = fork(file, { stdio: ['ignore', output, 'inherit', 'ipc'], env: environment });
  if (output !== 'inherit') closeSync(output);
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const close = async (): Promise<void> => {
    child.kill('SIGKILL'); // It holds nothing that has to be put away.
    await exited;
  };
  const port = new Promise<number>((resolve, reject) => {
    child.once('message', (message) => {
      resolve((message as { port: number }).port);
    }); // see serve.ts
    child.once('exit', (code) => {
      reject(new Error(`${file} ended with code ${String(code)}.`));
    });
    child.once('error', reject);
    setTimeout(() => {
      reject(new Error(`${file} did not listen in time.`));
    }, startTimeoutMs).unref();
  });
  child.send(settings);
  try {
    const url = `http://127.0.0.1:${await port}`;
    if (child.pid === undefined) throw new Error(`${file} has no process id.`);
    return { pid: child.pid, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
