import { runService } from '@sentrybox/http';
import type { RunningService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { productVersion } from '@sentrybox/observability';
import { DataModule } from './app.module';
import type { DataConfig } from './config';

/** Starts the data service in the role that the configuration names. */
export function runData(config: DataConfig): Promise<RunningService> {
  return runService({
    app: 'data',
    module: DataModule.withConfig(config),
    config,
    version: productVersion(),
    transports: messagingTransports,
  });
}
