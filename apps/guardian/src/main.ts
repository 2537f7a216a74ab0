import { loadServiceConfig, runMain, runService } from '@sentrybox/http';
import { productVersion } from '@sentrybox/observability';
import { GuardianModule } from './app.module';
import { guardianVariables } from './config';

void runMain(() =>
  runService({
    app: 'guardian',
    module: GuardianModule,
    config: loadServiceConfig(guardianVariables),
    version: productVersion(),
  }),
);
