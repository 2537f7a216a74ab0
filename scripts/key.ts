import { createKey } from './launcher/admin-cli';
import type { ExitReason } from './launcher/exit-codes';
import { describeKey } from './launcher/greeting';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { runningInstallation } from './launcher/running-installation';
import { stateFolder } from './launcher/state-folder';

/** Arguments are those of identity's `create-key`: --name N [--scopes a,b]. */
async function main(args: readonly string[]): Promise<ExitReason> {
  const installation = await runningInstallation(stateFolder());
  print(describeKey(await createKey(installation, args)));
  return 'ok';
}

runCommand(main);
