import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { AuditRecordsModule } from '@sentrybox/audit';
import type { Logger } from '@sentrybox/observability';
import { ObservabilityModule } from '@sentrybox/observability';
import { VerifyAuditService } from './admin-audit/verify-audit.service';
import { SecretsService } from './admin-secrets/secrets.service';
import { MakeOwnerService } from './admin-users/make-owner.service';
import { foundations } from './app.module';
import { IDENTITY_CONFIG } from './config';
import type { IdentityConfig } from './config';
import { CoreModule } from './core.module';
import { CreateKeyService, FirstStartService } from './first-start';

/** Identity without HTTP, for commands on the host. */
@Module({})
export class AdminModule {
  static forConfig(config: IdentityConfig, logger: Logger): DynamicModule {
    const configured = { provide: IDENTITY_CONFIG, useValue: config };
    return {
      module: AdminModule,
      imports: [
        ObservabilityModule.forService({ logger }),
        ...foundations(config),
        AuditRecordsModule,
        CoreModule.forConfig(config),
      ],
      providers: [
        CreateKeyService,
        FirstStartService,
        MakeOwnerService,
        SecretsService,
        VerifyAuditService,
        configured,
      ],
    };
  }
}
