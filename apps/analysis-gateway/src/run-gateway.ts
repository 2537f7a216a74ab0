import { runService } from '@sentrybox/http';
import type { RunningService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { productVersion } from '@sentrybox/observability';
import { GatewayModule } from './app.module';
import type { GatewayConfig } from './config';

/** Starts the analysis gateway in the role that the configuration names. */
export function runGateway(config: GatewayConfig): Promise<RunningService> {
  return runService({
    app: 'analysis-gateway',
    module: GatewayModule.withConfig(config),
    config,
    version: productVersion(),
    transports: messagingTransports,
  });
}
