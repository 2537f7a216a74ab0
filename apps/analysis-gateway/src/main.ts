import { loadServiceConfig, runMain } from '@sentrybox/http';
import { gatewayVariables } from './config';
import { runGateway } from './run-gateway';

void runMain(async () => runGateway(loadServiceConfig(await gatewayVariables())));
