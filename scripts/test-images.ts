import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pick, seededRandom } from '@sentrybox/testing';
import { ContainerStack } from './images/container-stack';
import { followTutorial, runSuite } from './images/clients';
import { Engine } from './images/engine';
import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { phase, printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';

const image = 'sentrybox:test';
const buildTimeoutMs = 900_000;
const backAfterMs = 60_000;
/** A password that the end-to-end specs know; they log in as the administrator whom the tutorial has met. */
const newPassword = 'a-new-and-longer-passphrase-7';

/**
 * `npm run test:images`: builds the image, starts docker-compose.yml with it, follows the tutorial, runs the end-to-end
 * specs that any installation passes while one service crashes, saves it, restores it where nothing of it is left, and
 * removes everything. Without an engine
 * it says so and ends with the code `serverUnavailable`. IMAGES_SEED picks another service and moment,
 * SENTRYBOX_BUILD_NETWORK another network to build in.
 */
async function main(): Promise<ExitReason> {
  const engine = await Engine.find();
  if (engine === undefined) {
    print('unavailable: no engine');
    return 'serverUnavailable';
  }
  await phase(print, 'Building the image', async () => {
    const network = process.env['SENTRYBOX_BUILD_NETWORK'];
    const place = network === undefined ? [] : ['--network', network];
    await engine.docker(['build', ...place, '-f', 'docker/Dockerfile', '-t', image, '.'], buildTimeoutMs);
  });
  const stack = new ContainerStack(engine, image);
  try {
    await phase(print, 'Starting the containers', async () => {
      await stack.start();
    });
    await useIt(stack);
  } finally {
    const left = await phase(print, 'Removing everything', async () => {
      const remains = await stack.remove();
      await engine.docker(['rmi', image]);
      return remains;
    });
    if (left.length > 0) print(`These are left: ${left.join(' ')}`);
  }
  print('passed');
  return 'ok';
}

async function useIt(stack: ContainerStack): Promise<void> {
  const credentials = await stack.credentials();
  await phase(print, 'Following the tutorial', async () => {
    await followTutorial(stack.entryUrl, credentials, newPassword);
  });
  const databaseUrl = await stack.databaseUrl();
  const passed = await phase(print, 'Running the end-to-end specs, with one service crashing', async () => {
    const [line] = await Promise.all([runSuite(stack.entryUrl, credentials, databaseUrl), crashOne(stack)]);
    return line;
  });
  print(`  ${passed}`);
  await stack.healthy();
  await phase(print, 'Saving it, losing everything, restoring it', async () => {
    const key = randomBytes(32).toString('base64');
    await stack.restoreAnew(await stack.backUp(key), key);
    await isKnown(stack, credentials.apiKey);
  });
}

/** A key opens only where its row came back, and the pepper under which it is stored. */
async function isKnown(stack: ContainerStack, apiKey: string): Promise<void> {
  const { status } = await fetch(`${stack.entryUrl}/api/v1/quota`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (status === 200) return;
  throw new CommandFailure('serviceFailed', `After the restore the API key of before is answered with ${status}.`);
}

async function crashOne(stack: ContainerStack): Promise<void> {
  const random = seededRandom(Number(process.env['IMAGES_SEED'] ?? 20_261_130));
  const service = pick(['identity', 'data', 'analysis-gateway'], random);
  const afterMs = 5_000 + Math.floor(random() * 10_000);
  await sleep(afterMs);
  await stack.crash(service);
  print(`  ${service} was killed after ${afterMs} ms`);
  const deadline = Date.now() + backAfterMs;
  while ((await stack.restartsOf(service)) === 0) {
    if (Date.now() > deadline) throw new CommandFailure('serviceFailed', `${service} was not started again.`);
    await sleep(500);
  }
}

runCommand(main);
