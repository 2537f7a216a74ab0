import { createKeyWith } from '../launcher/admin-cli';
import type { ExitReason } from '../launcher/exit-codes';
import { describeKey } from '../launcher/greeting';
import { printToTerminal as print } from '../launcher/progress';
import { runCommand } from '../launcher/run-command';
import { projectRoot } from '../launcher/state-folder';

/** `npm run key` in a container: with identity's environment, arguments those of identity's `create-key`. */
async function main(args: readonly string[]): Promise<ExitReason> {
  print(describeKey(await createKeyWith({ root: projectRoot, env: process.env }, args)));
  return 'ok';
}

runCommand(main);
