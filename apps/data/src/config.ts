import {
  databaseVariables,
  messagingVariables,
  redisVariables,
  serviceVariables,
  workVariables,
} from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';

export const dataVariables = {
  ...serviceVariables(apps.data.port),
  ...databaseVariables,
  ...redisVariables,
  ...messagingVariables,
  ...workVariables,
} as const;

export type DataConfig = Parsed<typeof dataVariables>;
