import { isAlive } from '@sentrybox/local-servers';

import type { ExitReason } from './launcher/exit-codes';
import { runningLauncher } from './launcher/launcher-lock';
import { printToTerminal as print } from './launcher/progress';
import { isReady, probeHost } from './launcher/readiness';
import { runCommand } from './launcher/run-command';
import { readRuntime } from './launcher/runtime-file';
import { stateFolder } from './launcher/state-folder';

async function main(): Promise<ExitReason> {
  const folder = stateFolder();
  const launcher = await runningLauncher(folder);
  if (launcher === undefined) {
    print(`Sentrybox is not running (state folder ${folder.path}).`);
    return 'notRunning';
  }
  print(`Sentrybox runs since ${launcher.startedAt} (process ${launcher.pid}, state folder ${folder.path}).`);
  const runtime = readRuntime(folder);
  if (runtime === undefined) {
    print('It is still starting: no service runs yet.');
    return 'serviceFailed';
  }
  const states = await Promise.all(
    runtime.services.map(async (service) => {
      const isUp = service.pid !== undefined && isAlive(service.pid);
      const state = !isUp ? 'not running' : (await isReady(runtime.host, service.http)) ? 'ready' : 'not ready';
      return { ...service, state };
    }),
  );
  for (const { http, name, pid, state } of states) {
    print(`  ${name.padEnd(18)}${state.padEnd(13)}http://${probeHost(runtime.host)}:${http}  process ${pid ?? 'none'}`);
  }
  for (const server of [runtime.postgres, runtime.redis]) {
    print(`  ${server.description}${server.pid === undefined ? '' : `, process ${server.pid}`}`);
  }
  return states.every(({ state }) => state === 'ready') ? 'ok' : 'serviceFailed';
}

runCommand(main);
