import { runService } from '@sentrybox/http';
import type { RunningService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { productVersion } from '@sentrybox/observability';
import { IdentityModule } from './app.module';
import type { IdentityConfig } from './config';

/** Starts the service with a parsed configuration. */
export async function runIdentity(config: IdentityConfig): Promise<RunningService> {
  return await runService({
    app: 'identity',
    module: IdentityModule.forConfig(config),
    config,
    version: productVersion(),
    transports: messagingTransports,
  });
}
