import { loadServiceConfig, runMain, runService } from '@sentrybox/http';
import { productVersion } from '@sentrybox/observability';
import { ToolsModule } from './app.module';
import { toolsVariables } from './config';

void runMain(() =>
  runService({
    app: 'tools',
    module: ToolsModule,
    config: { ...loadServiceConfig(toolsVariables), SENTRYBOX_ROLE: 'worker' },
    version: productVersion(),
  }),
);
