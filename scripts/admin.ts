import { administrate } from './launcher/admin-cli';
import type { ExitReason } from './launcher/exit-codes';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { runningInstallation } from './launcher/running-installation';
import { stateFolder } from './launcher/state-folder';

/** Arguments: verify-audit [--checkpoints <file>] | peppers | rewrap-secrets | rotate-signing-key | revoke-signing-key <kid>. */
async function main(args: readonly string[]): Promise<ExitReason> {
  const installation = await runningInstallation(stateFolder());
  print(await administrate(installation, args));
  return 'ok';
}

runCommand(main);
