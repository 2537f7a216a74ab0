import { loadConfig } from '@sentrybox/config';
import { runMain } from '@sentrybox/http';
import { dataVariables } from './config';
import { runData } from './run-data';

void runMain(() => runData(loadConfig(dataVariables)));
