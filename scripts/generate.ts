import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ExitReason } from './launcher/exit-codes';
import { runCommand } from './launcher/run-command';
import { projectRoot } from './launcher/state-folder';

/**
 * `npm run generate <feature|migration|queue> -- --app … --name …` or `npm run generate plugin <name>`: Nx runs the generators
 * of this workspace.
 */
function main(args: readonly string[]): Promise<ExitReason> {
  const [generator = '', ...options] = args;
  const nx = join(projectRoot, 'node_modules', '.bin', 'nx');
  const { status } = spawnSync(nx, ['generate', `./dist/tools/generators:${generator}`, ...options], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  return Promise.resolve(status === 0 ? 'ok' : 'unexpected');
}

runCommand(main);
