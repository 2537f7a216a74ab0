import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@sentrybox/config';
import { createLogger } from '@sentrybox/observability';
import type { TestInstallation } from '@sentrybox/testing';
import { AdminModule } from '../src/admin.module';
import { identityVariables } from '../src/config';

/** Identity's commands, as admin-cli.ts puts them together. @param environment beside what the installation sets */
export async function startAdmin(
  installation: TestInstallation,
  environment: Readonly<Record<string, string>> = {},
): Promise<INestApplicationContext> {
  const config = loadConfig(identityVariables, { ...installation.environmentOf('identity'), ...environment });
  const logger = createLogger({ service: 'identity-admin', version: '0.0.0', level: 'error' });
  return await NestFactory.createApplicationContext(AdminModule.forConfig(config, logger), { logger: false });
}
