import { detachedPrint, startDetached } from './launcher/detach';
import type { ExitReason } from './launcher/exit-codes';
import { exitCodes } from './launcher/exit-codes';
import { printToTerminal } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { runStart } from './launcher/run-start';
import { parseStartOptions } from './launcher/start-options';
import { projectRoot, stateFolder } from './launcher/state-folder';

async function main(args: readonly string[]): Promise<ExitReason> {
  const environment = process.env;
  const { detach, portOffset } = parseStartOptions(args, environment);
  if (detach) return await startDetached(__filename, args, printToTerminal);
  const folder = stateFolder();
  const isDetached = process.send !== undefined;
  const print = isDetached ? detachedPrint(folder) : printToTerminal;
  return await runStart({
    root: projectRoot,
    folder,
    portOffset,
    environment,
    print,
    onReady: (text) => {
      if (process.connected) process.send?.({ ready: text });
      else print(text);
    },
    stopSignal: stopRequested(),
  });
}

/** One Ctrl-C can arrive twice: from the terminal and passed on by npm. */
const sameRequestMs = 2_000;

/**
 * The first Ctrl-C, SIGTERM, closed terminal or end of the npm that started this (see bootstrap/orphan-watch.mjs) stops
 * everything in order. Asked again later, the launcher ends at once and leaves the rest to the watchdog.
 */
function stopRequested(): AbortSignal {
  const controller = new AbortController();
  let requestedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (requestedAt !== undefined && performance.now() - requestedAt > sameRequestMs)
        process.exit(exitCodes.interrupted);
      requestedAt ??= performance.now();
      controller.abort();
    });
  }
  process.on('orphaned', () => {
    controller.abort();
  });
  return controller.signal;
}

runCommand(main);
