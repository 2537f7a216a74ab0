import { serviceVariables } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';

export const toolsVariables = { ...serviceVariables(apps.tools.port) } as const;
