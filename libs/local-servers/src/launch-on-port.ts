import { freePort, isPortFree } from './free-port';
import { LocalServerError } from './local-server.errors';
import { pollUntil } from './poll';
import { logTail } from './server-process';
import type { ServerProcess } from './server-process';

export interface LaunchOptions {
  /** For messages. */
  readonly name: string;
  /** 0 or undefined: any free port. */
  readonly port: number | undefined;
  readonly logFile: string;
  readonly readyTimeoutMs: number;
  launch(port: number): Promise<ServerProcess>;
  /** False: not yet. */
  answers(port: number): Promise<boolean>;
}

const intervalMs = 25;
/** A free port may be taken between the look and the use. */
const freePortAttempts = 3;

/**
 * Launches a server and waits until it answers.
 * @throws LocalServerError `port-taken`, or `start-failed` with the end of the server's log
 */
export async function launchOnPort(options: LaunchOptions): Promise<{ server: ServerProcess; port: number }> {
  const isAnyPort = options.port === undefined || options.port === 0;
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(options);
    const server = await options.launch(port);
    const isReady = await pollUntil(async () => await options.answers(port), {
      timeoutMs: options.readyTimeoutMs,
      intervalMs,
      isHopeless: server.hasExited,
    });
    if (isReady) return { server, port };
    const wasPortTaken = server.hasExited() && !(await isPortFree(port));
    await server.stop();
    if (wasPortTaken && isAnyPort && attempt < freePortAttempts) continue;
    throw new LocalServerError(
      wasPortTaken ? 'port-taken' : 'start-failed',
      `${options.name} did not become ready on port ${port}. The end of its log:\n${logTail(options.logFile)}`,
    );
  }
}

async function choosePort({ name, port }: LaunchOptions): Promise<number> {
  if (port === undefined || port === 0) return await freePort();
  if (await isPortFree(port)) return port;
  throw new LocalServerError('port-taken', `Port ${port}, meant for ${name}, is taken.`);
}
