import { serviceVariables } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';

export const responderVariables = { ...serviceVariables(apps.responder.port) } as const;
