import { runService } from '@sentrybox/http';
import type { RunningService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { productVersion } from '@sentrybox/observability';
import { GatewayModule } from './app.module';
import type { GatewayConfig } from './config';
import { gatewayHealthPage } from './gateway-health-page';
import { platformPlugins } from './plugins';

/** Starts the analysis gateway in the role that the configuration names. */
export async function runGateway(config: GatewayConfig): Promise<RunningService> {
  const { failures } = await platformPlugins();
  return await runService({
    app: 'analysis-gateway',
    module: GatewayModule.withConfig(config),
    config,
    version: productVersion(),
    transports: messagingTransports,
    health: gatewayHealthPage(failures),
  });
}
