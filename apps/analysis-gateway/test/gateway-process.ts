import { loadConfig } from '@sentrybox/config';
import { runService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { GatewayModule } from '../src/app.module';
import { gatewayVariables } from '../src/config';
import { PluginsModule } from '../src/plugins';
import type { GatewayProcessSettings } from './gateway-processes';
import { dieAt } from './kills/kill-points';
import { sourcePlugins } from './source-plugins';

async function main({ environment, sourceUrl, death }: GatewayProcessSettings): Promise<void> {
  const config = loadConfig(await gatewayVariables(), environment);
  const asked = sourcePlugins(sourceUrl);
  if (death !== undefined) dieAt(death, asked);
  const plugins = PluginsModule.withConfig(config, { plugins: asked, failures: [] });
  const { url } = await runService({
    app: 'analysis-gateway',
    module: GatewayModule.withConfig(config, plugins),
    config,
    version: 'test',
    transports: messagingTransports,
  });
  process.send?.({ url });
}

// The spec that starts this process writes the settings; it ends with the spec at the latest.
process.once('disconnect', () => process.exit(0));
void main(JSON.parse(process.argv[2] ?? '') as GatewayProcessSettings);
