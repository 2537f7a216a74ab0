import { readFileSync } from 'node:fs';
/* eslint-disable @nx/enforce-module-boundaries -- see bench-plugins.ts */
import { GatewayModule } from '../../../apps/analysis-gateway/src/app.module';
import { gatewayVariables } from '../../../apps/analysis-gateway/src/config';
import { PluginsModule } from '../../../apps/analysis-gateway/src/plugins';
import { loadConfig } from '@sentrybox/config';
import { runService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { benchPlugin } from './bench-plugins';

/** What the process is told. */
export interface GatewaySettings {
  /** Of a running gateway of the installation, whose environment it takes. */
  readonly besidePid: number;
  readonly providerUrl: string;
  /** Names with how their source answers, and whether answers are kept. */
  readonly plugins: readonly { readonly name: string; readonly delay: string; readonly isKept: boolean }[];
}

async function start({ besidePid, providerUrl, plugins }: GatewaySettings): Promise<number> {
  const config = {
    ...loadConfig(await gatewayVariables(), {
      ...environmentOf(besidePid),
      PORT: '0',
      METRICS_PORT: '0',
      SENTRYBOX_ROLE: 'api',
    }),
    ...Object.fromEntries(plugins.map(({ name }) => [`${name.toUpperCase()}_URL`, providerUrl])),
  };
  const loaded = { plugins: plugins.map(({ name, delay, isKept }) => benchPlugin(name, delay, isKept)), failures: [] };
  const running = await runService({
    app: 'analysis-gateway',
    module: GatewayModule.withConfig(config, PluginsModule.withConfig(config, loaded)),
    config,
    version: 'bench',
    transports: messagingTransports,
  });
  return Number(new URL(running.url).port);
}

function environmentOf(pid: number): Record<string, string> {
  const entries = readFileSync(`/proc/${String(pid)}/environ`, 'utf8')
    .split('\0')
    .filter(Boolean);
  return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s, 2) as [string, string]));
}

process.once('disconnect', () => process.exit(0));
process.once('message', (settings: GatewaySettings) => {
  start(settings).then(
    (port) => process.send?.({ port }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
