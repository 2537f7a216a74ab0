import { ConfigError } from '@sentrybox/config';
import { runService } from '@sentrybox/http';
import type { RunningService } from '@sentrybox/http';
import { messagingTransports } from '@sentrybox/messaging';
import { productVersion } from '@sentrybox/observability';
import { IdentityModule } from './app.module';
import type { IdentityConfig } from './config';

/**
 * Starts the service with a parsed configuration.
 * @throws ConfigError where the audit log is to be sealed and the way to do it is missing: a log that nobody seals looks
 *   like one that is
 */
export async function runIdentity(config: IdentityConfig): Promise<RunningService> {
  const { DATABASE_URL: storage, DATABASE_AUDIT_URL: sealer, SENTRYBOX_ROLE: role } = config;
  if (storage !== undefined && role !== 'api' && sealer === undefined) {
    throw new ConfigError(['DATABASE_AUDIT_URL is not set']);
  }
  return await runService({
    app: 'identity',
    module: IdentityModule.forConfig(config),
    config,
    version: productVersion(),
    transports: messagingTransports,
  });
}
