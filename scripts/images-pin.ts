import { Engine } from './images/engine';
import { digestAmong, pinImages } from './images/image-references';
import type { ExitReason } from './launcher/exit-codes';
import { phase, printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { projectRoot } from './launcher/state-folder';

const pullTimeoutMs = 600_000;

/**
 * `npm run images:pin`: pulls every image that is named and writes its digest beside its tag, so that what was tested is what
 * runs. Again after some weeks it takes what the tags are by then. Needs an engine that reaches the registries.
 */
async function main(): Promise<ExitReason> {
  const engine = await Engine.find();
  if (engine === undefined) {
    print('unavailable: no engine');
    return 'serverUnavailable';
  }
  const pinned = await pinImages(
    projectRoot,
    async (tagged) => await phase(print, tagged, async () => await digestOf(engine, tagged)),
  );
  print(pinned.join('\n'));
  return 'ok';
}

/** What the registry has under `name:tag` at this moment. */
async function digestOf(engine: Engine, tagged: string): Promise<string> {
  await engine.docker(['pull', '--quiet', tagged], pullTimeoutMs);
  const known = await engine.docker(['image', 'inspect', '--format', '{{join .RepoDigests " "}}', tagged]);
  return digestAmong(tagged, known.trim().split(' '));
}

runCommand(main);
