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

/** The first Ctrl-C, SIGTERM or closed terminal stops in order; the second ends at once and leaves the rest to the watchdog. */
function stopRequested(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}

runCommand(main);
