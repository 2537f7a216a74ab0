import { loadSecrets } from './secrets';
import type { ExitReason } from './exit-codes';
import { CommandFailure } from './exit-codes';
import { greeting } from './greeting';
import { Launch } from './launch';
import type { Environment, LaunchSteps } from './launch';
import { takeLauncherLock } from './launcher-lock';
import { choosePorts, requireFreePorts } from './ports';
import { seconds } from './progress';
import type { Print } from './progress';
import { removeRuntime } from './runtime-file';
import { listenHost } from './service-spec';
import { openStateFolder } from './state-folder';
import type { StateFolder } from './state-folder';

export interface RunStartOptions {
  readonly root: string;
  readonly folder: StateFolder;
  readonly portOffset: number;
  readonly environment: Environment;
  readonly print: Print;
  /** Called with the greeting once everything is ready. */
  readonly onReady: (text: string) => void;
  /** Aborted by Ctrl-C, SIGTERM and the like. */
  readonly stopSignal: AbortSignal;
  readonly steps?: Partial<LaunchSteps>;
}

/** `npm start`: starts everything, stays until it is told to stop, and stops everything it started. */
export async function runStart(options: RunStartOptions): Promise<ExitReason> {
  const { environment, folder, print, root, stopSignal } = options;
  const startedAt = performance.now();
  openStateFolder(folder);
  const ports = choosePorts(options.portOffset, environment);
  const giveBackLock = await takeLauncherLock(folder);
  try {
    await requireFreePorts(ports, listenHost(environment));
    const secrets = loadSecrets(folder);
    const launch = new Launch({ root, folder, ports, secrets, environment, print, steps: options.steps });
    // Whatever runs by then is stopped at once; a start in progress then fails at its next step.
    const stopNow = (): void => {
      print(''); // off the line on which the terminal showed ^C
      void launch.stop();
    };
    stopSignal.addEventListener('abort', stopNow);
    try {
      const { first, postgres, redis, specs } = await launch.start();
      const text = greeting({
        specs,
        postgres: postgres.description,
        redis: redis.description,
        first,
        logFolder: folder.logs,
      });
      options.onReady(`${text}\n(started in ${seconds(startedAt)})`);
      await aborted(stopSignal);
      return 'ok';
    } catch (error) {
      if (stopSignal.aborted) throw new CommandFailure('interrupted', 'The start was interrupted.', { cause: error });
      throw error;
    } finally {
      stopSignal.removeEventListener('abort', stopNow);
      await launch.stop();
    }
  } finally {
    removeRuntime(folder);
    giveBackLock();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}
