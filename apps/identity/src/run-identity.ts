import { runService } from '@sentrybox/http';
import type { RunningService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { productVersion, registerSecret } from '@sentrybox/observability';
import { IdentityModule } from './app.module';
import type { IdentityConfig } from './config';

/** Starts the service with a parsed configuration. */
export async function runIdentity(config: IdentityConfig): Promise<RunningService> {
  for (const secret of [config.KEY_ENCRYPTION_KEYS, config.API_KEY_PEPPERS, config.SERVICE_PRIVATE_KEY]) {
    registerSecret(secret);
  }
  return await runService({
    app: 'identity',
    module: IdentityModule.forConfig(config),
    config,
    version: productVersion(),
    transports: messagingTransports,
  });
}
