import { serviceVariables } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';

export const guardianVariables = { ...serviceVariables(apps.guardian.port) } as const;
