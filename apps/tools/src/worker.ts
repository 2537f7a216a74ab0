import { loadConfig } from '@sentrybox/config';
import { runMain, runService } from '@sentrybox/http';
import { productVersion } from '@sentrybox/observability';
import { ToolsModule } from './app.module';
import { toolsVariables } from './config';

void runMain(() =>
  runService({
    app: 'tools',
    module: ToolsModule,
    config: { ...loadConfig(toolsVariables), SENTRYBOX_ROLE: 'worker' },
    version: productVersion(),
  }),
);
