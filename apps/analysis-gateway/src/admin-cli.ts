import { NestFactory } from '@nestjs/core';
import { Database, rewrapSecrets, SecretBox } from '@sentrybox/database';
import { invalidRequest } from '@sentrybox/errors';
import { loadServiceConfig, runTool } from '@sentrybox/http';
import { createLogger, productVersion } from '@sentrybox/observability';
import { AdminModule } from './admin.module';
import { gatewayVariables } from './config';
import { sealedColumns } from './sealed-columns';

/** Prints one line of JSON on standard output; everything else goes to standard error. */
async function main(): Promise<void> {
  if (process.argv[2] !== 'rewrap-secrets') throw invalidRequest('Usage: admin-cli rewrap-secrets');
  const config = loadServiceConfig(await gatewayVariables());
  const logger = createLogger({ service: 'analysis-gateway-admin', version: productVersion(), level: 'error' });
  const context = await NestFactory.createApplicationContext(AdminModule.forConfig(config, logger), {
    logger: false,
    abortOnError: false,
  });
  try {
    const columns = await rewrapSecrets(context.get(Database), context.get(SecretBox), sealedColumns);
    process.stdout.write(`${JSON.stringify({ columns })}\n`);
  } finally {
    await context.close();
  }
}

void runTool(main);
