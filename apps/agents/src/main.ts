import { loadServiceConfig, runMain, runService } from '@sentrybox/http';
import { productVersion } from '@sentrybox/observability';
import { AgentsModule } from './app.module';
import { agentsVariables } from './config';
import { agentsHealthPage } from './health/agents-health-page';

void runMain(() =>
  runService({
    app: 'agents',
    module: AgentsModule,
    config: loadServiceConfig(agentsVariables),
    version: productVersion(),
    health: agentsHealthPage,
  }),
);
