import { loadConfig } from '@sentrybox/config';
import { runMain } from '@sentrybox/http';
import { gatewayVariables } from './config';
import { runGateway } from './run-gateway';

void runMain(() => runGateway(loadConfig(gatewayVariables)));
