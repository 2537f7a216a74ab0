import { loadServiceConfig, runMain } from '@sentrybox/http';
import { dataVariables } from './config';
import { runData } from './run-data';

void runMain(() => runData({ ...loadServiceConfig(dataVariables), SENTRYBOX_ROLE: 'worker' }));
