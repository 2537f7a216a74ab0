import {
  databaseVariables,
  messagingVariables,
  redisVariables,
  serviceVariables,
  workVariables,
} from '@sentrybox/config';
import type { Parsed, Variables } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';
import { pluginVariables } from './plugins';

const ownVariables = {
  ...serviceVariables(apps['analysis-gateway'].port),
  ...databaseVariables,
  ...redisVariables,
  ...messagingVariables,
  ...workVariables,
} as const;

/** Those of the plugins follow from their manifests, so their names are known when the process runs. */
export const gatewayVariables: typeof ownVariables & Variables = { ...ownVariables, ...pluginVariables };

export type GatewayConfig = Parsed<typeof ownVariables> & Readonly<Record<string, unknown>>;
