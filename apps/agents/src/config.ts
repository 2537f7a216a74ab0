import { serviceVariables } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';

export const agentsVariables = { ...serviceVariables(apps.agents.port) } as const;
