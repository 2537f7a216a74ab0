import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';

import { CommandFailure } from './exit-codes';
import { runningLauncher } from './launcher-lock';
import type { ServicePorts } from './ports';
import { readRuntime } from './runtime-file';
import { loadSecrets } from './secrets';
import type { Installation } from './service-spec';
import { projectRoot } from './state-folder';
import type { StateFolder } from './state-folder';

/**
 * The installation that runs on this state folder.
 * @throws CommandFailure `notRunning`
 */
export async function runningInstallation(folder: StateFolder): Promise<Installation> {
  const runtime = (await runningLauncher(folder)) === undefined ? undefined : readRuntime(folder);
  if (runtime === undefined) {
    throw new CommandFailure(
      'notRunning',
      `Sentrybox is not running (state folder ${folder.path}): \`npm start\` first.`,
    );
  }
  const ports = Object.fromEntries(
    appNames.map((app): [AppName, ServicePorts] => {
      const service = runtime.services.find(({ name }) => name === app);
      return [app, { http: service?.http ?? 0, metrics: service?.metrics ?? 0 }];
    }),
  ) as Record<AppName, ServicePorts>; // one entry per name of appNames
  return {
    root: projectRoot,
    adminUrl: runtime.postgres.url,
    redisUrl: runtime.redis.url,
    hasRedisUsers: runtime.redis.hasUsers,
    secrets: loadSecrets(folder),
    ports,
    environment: process.env,
  };
}
