import {
  databaseVariables,
  messagingVariables,
  redisVariables,
  secretBoxVariables,
  serviceVariables,
  variable,
  workVariables,
} from '@sentrybox/config';
import type { Parsed, Variables } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';
import { z } from 'zod';
import { pluginVariables } from './plugins';

const ownVariables = {
  ...serviceVariables(apps['analysis-gateway'].port),
  ...databaseVariables,
  ...redisVariables,
  ...messagingVariables,
  ...workVariables,
  ...secretBoxVariables,
  ANALYSIS_RETENTION_DAYS: variable(
    z.coerce.number().int().min(1).max(3_650).default(180),
    'Days for which analyses, and what the ledger tells of them, are kept. Default 180.',
  ),
} as const;

/** Those of the plugins follow from their manifests, so their names are known when these are loaded. */
export async function gatewayVariables(): Promise<typeof ownVariables & Variables> {
  return { ...ownVariables, ...(await pluginVariables()) };
}

export type GatewayConfig = Parsed<typeof ownVariables> & Readonly<Record<string, unknown>>;
