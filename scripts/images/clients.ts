import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { runCommand } from '@sentrybox/local-servers';
import { sharedStackVariable } from '@sentrybox/testing';
import type { SharedStack } from '@sentrybox/testing';
import { CommandFailure } from '../launcher/exit-codes';
import { projectRoot } from '../launcher/state-folder';

const tutorialTimeoutMs = 180_000;
const suiteTimeoutMs = 480_000;
/** Half a second each: a service that was killed has to be back by then, on a busy machine too. */
const repeats = '100';

export interface Credentials {
  readonly apiKey: string;
  readonly email: string;
  readonly password: string;
}

/** What of the end-to-end suite needs the interface and the database alone: no metrics, processes or fixtures of sources. */
const specs = ['actions', 'credentials', 'platform', 'unauthenticated', 'route-principals'];

/**
 * docs/tutorial/tutorial.sh, all of it against one address.
 * @throws CommandFailure with its output when a step fails or its outcome is not that of the tutorial
 */
export async function followTutorial(
  url: string,
  { email, password }: Credentials,
  newPassword: string,
): Promise<void> {
  const { code, output } = await runCommand('bash', [join(projectRoot, 'docs/tutorial/tutorial.sh')], {
    env: {
      PATH: process.env['PATH'],
      ...{ IDENTITY: url, DATA: url, GATEWAY: url },
      ...{ EMAIL: email, PASSWORD: password, NEW_PASSWORD: newPassword },
    },
    timeoutMs: tutorialTimeoutMs,
  });
  const expected = ['import done: 3 accepted, 1 rejected', 'ip 93.184.216.34: suspicious', 'lookalikes: ok '];
  const missing = expected.filter((line) => !output.includes(line));
  if (code === 0 && missing.length === 0) return;
  throw new CommandFailure('serviceFailed', `The tutorial failed (${missing.join('; ')}):\n${output}`);
}

/**
 * The end-to-end specs that any installation passes, against one address.
 * @returns Jest's line of the tests that passed
 * @throws CommandFailure with the end of Jest's output when one fails
 */
export async function runSuite(url: string, credentials: Credentials, databaseUrl: string): Promise<string> {
  const { apiKey, email, password } = credentials;
  const urls = Object.fromEntries(appNames.map((app) => [app, url])) as Record<AppName, string>; // of every app name
  const shared: SharedStack = { urls, apiKey, admin: { email, password }, databaseUrl, home: '' };
  const args = [join(projectRoot, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'e2e', '--'];
  const { code, output } = await runCommand(
    process.execPath,
    [...args, ...specs.map((name) => String.raw`/${name}\.e2e-spec`)],
    {
      cwd: projectRoot,
      env: { ...process.env, [sharedStackVariable]: JSON.stringify(shared), SENTRYBOX_E2E_REPEATS: repeats },
      timeoutMs: suiteTimeoutMs,
    },
  );
  const passed = /^Tests: .*/m.exec(output)?.[0];
  if (code === 0 && passed !== undefined) return passed;
  throw new CommandFailure('serviceFailed', `The end-to-end suite failed:\n${output}`);
}
