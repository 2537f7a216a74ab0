import { Database, rewrapSecrets, SecretBox } from '@sentrybox/database';
import { invalidRequest } from '@sentrybox/errors';
import { loadServiceConfig, printFrom, runTool } from '@sentrybox/http';
import { createLogger, productVersion } from '@sentrybox/observability';
import { AdminModule } from './admin.module';
import { gatewayVariables } from './config';
import { sealedColumns } from './sealed-columns';

async function main(): Promise<void> {
  if (process.argv[2] !== 'rewrap-secrets') throw invalidRequest('Usage: admin-cli rewrap-secrets');
  const config = loadServiceConfig(await gatewayVariables());
  const logger = createLogger({ service: 'analysis-gateway-admin', version: productVersion(), level: 'error' });
  await printFrom(AdminModule.forConfig(config, logger), async (context) => ({
    columns: await rewrapSecrets(context.get(Database), context.get(SecretBox), sealedColumns),
  }));
}

void runTool(main);
