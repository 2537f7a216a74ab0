import { loadServiceConfig, runMain, runService } from '@sentrybox/http';
import { productVersion } from '@sentrybox/observability';
import { ResponderModule } from './app.module';
import { responderVariables } from './config';

void runMain(() =>
  runService({
    app: 'responder',
    module: ResponderModule,
    config: { ...loadServiceConfig(responderVariables), SENTRYBOX_ROLE: 'worker' },
    version: productVersion(),
  }),
);
