import { loadConfig } from '@sentrybox/config';
import { runMain, runService } from '@sentrybox/http';
import { productVersion } from '@sentrybox/observability';
import { ResponderModule } from './app.module';
import { responderVariables } from './config';

void runMain(() =>
  runService({
    app: 'responder',
    module: ResponderModule,
    config: { ...loadConfig(responderVariables), SENTRYBOX_ROLE: 'worker' },
    version: productVersion(),
  }),
);
