import { isAlive, pollUntil } from '@sentrybox/local-servers';

import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { runningLauncher } from './launcher/launcher-lock';
import { phase, printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { stateFolder } from './launcher/state-folder';

/** Services drain for up to 28 s, then Redis and PostgreSQL write what they hold. */
const stopTimeoutMs = 90_000;

async function main(): Promise<ExitReason> {
  const folder = stateFolder();
  const launcher = await runningLauncher(folder);
  if (launcher === undefined) {
    print(`Sentrybox is not running (state folder ${folder.path}).`);
    return 'ok';
  }
  const { pid } = launcher;
  process.kill(pid, 'SIGTERM');
  await phase(print, `stopping Sentrybox (process ${pid})`, async () => {
    const isGone = async () => await Promise.resolve(!isAlive(pid));
    if (await pollUntil(isGone, { timeoutMs: stopTimeoutMs, intervalMs: 100 })) return;
    throw new CommandFailure('unexpected', `Process ${pid} still runs after ${stopTimeoutMs / 1_000} s.`);
  });
  return 'ok';
}

runCommand(main);
