import {
  databaseVariables,
  messagingVariables,
  redisVariables,
  serviceVariables,
  workVariables,
} from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';
import { pluginVariables } from './plugins';

export const gatewayVariables = {
  ...serviceVariables(apps['analysis-gateway'].port),
  ...databaseVariables,
  ...redisVariables,
  ...messagingVariables,
  ...workVariables,
  ...pluginVariables,
} as const;

export type GatewayConfig = Parsed<typeof gatewayVariables>;
