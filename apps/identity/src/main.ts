import { loadServiceConfig, runMain } from '@sentrybox/http';
import { identityVariables } from './config';
import { runIdentity } from './run-identity';

void runMain(() => runIdentity(loadServiceConfig(identityVariables)));
