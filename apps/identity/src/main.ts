import { loadConfig } from '@sentrybox/config';
import { runMain } from '@sentrybox/http';
import { identityVariables } from './config';
import { runIdentity } from './run-identity';

void runMain(() => runIdentity(loadConfig(identityVariables)));
