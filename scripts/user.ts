import { manageUser } from './launcher/admin-cli';
import type { ExitReason } from './launcher/exit-codes';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { runningInstallation } from './launcher/running-installation';
import { stateFolder } from './launcher/state-folder';

/** Arguments: reset-password <e-mail> | make-owner <e-mail> --team <name>. */
async function main(args: readonly string[]): Promise<ExitReason> {
  const installation = await runningInstallation(stateFolder());
  print(await manageUser(installation, args));
  return 'ok';
}

runCommand(main);
