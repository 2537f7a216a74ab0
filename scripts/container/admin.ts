import { administrateWith } from '../launcher/admin-cli';
import type { ExitReason } from '../launcher/exit-codes';
import { printToTerminal as print } from '../launcher/progress';
import { runCommand } from '../launcher/run-command';
import { projectRoot } from '../launcher/state-folder';

/** `npm run admin` in a container: with the environment of the service whose container it is. */
async function main(args: readonly string[]): Promise<ExitReason> {
  print(await administrateWith({ root: projectRoot, env: process.env }, args));
  return 'ok';
}

runCommand(main);
