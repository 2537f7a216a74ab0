import { firstStartWith } from '../launcher/admin-cli';
import type { ExitReason } from '../launcher/exit-codes';
import { credentials } from '../launcher/greeting';
import { printToTerminal as print } from '../launcher/progress';
import { runCommand } from '../launcher/run-command';
import { projectRoot } from '../launcher/state-folder';

/**
 * Makes the first team, administrator and service account and prints their credentials; afterwards, says that they are
 * there. Runs with identity's environment. GATEWAY_ORIGIN is the address of analysis-gateway for the example.
 */
async function main(): Promise<ExitReason> {
  const first = await firstStartWith({ root: projectRoot, env: process.env });
  if (first.created) print(credentials(first, process.env['GATEWAY_ORIGIN']).join('\n'));
  else print('The first administrator exists; its credentials were shown when it was made.');
  return 'ok';
}

runCommand(main);
