import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { AuditModule } from '@sentrybox/audit';
import { AuthModule } from '@sentrybox/auth';
import { DatabaseModule } from '@sentrybox/database';
import { MessagingModule } from '@sentrybox/messaging';
import { AuditEventsController } from './audit-events/audit-events.controller';
import { AuditSealing } from './audit-events';
import { PlatformAuditEventsController } from './audit-events/platform-audit-events.controller';
import { AuthorityController } from './authority/authority.controller';
import { OwnAuthority } from './authority/own.authority';
import { IDENTITY_CONFIG } from './config';
import type { IdentityConfig } from './config';
import { CoreModule } from './core.module';
import { entities } from './entities';
import { InvitationsController } from './invitations/invitations.controller';
import { OwnPasswordController } from './own-password/own-password.controller';
import { PasswordResetController } from './password-reset/password-reset.controller';
import { ApiKeysController } from './service-accounts/api-keys.controller';
import { ServiceAccountsController } from './service-accounts/service-accounts.controller';
import { SessionPurge, ValidateTokenService } from './sessions';
import { AuthController } from './sessions/auth.controller';
import { TokensController } from './sessions/tokens.controller';
import { KeyRotation } from './signing-keys';
import { JwksController } from './signing-keys/jwks.controller';
import { SigningKeysController } from './signing-keys/signing-keys.controller';
import { MembersController } from './teams/members.controller';
import { TeamsController } from './teams/teams.controller';
import { OwnUserController } from './users/own-user.controller';
import { UsersController } from './users/users.controller';

/** Users, teams, sessions, signing keys, service accounts and API keys. */
@Module({})
export class IdentityModule {
  static forConfig(config: IdentityConfig): DynamicModule {
    const core = CoreModule.forConfig(config);
    return {
      module: IdentityModule,
      imports: [
        ...foundations(config),
        AuditModule,
        AuthModule.forApp({ app: 'identity', authority: { imports: [core], useExisting: OwnAuthority } }),
        core,
      ],
      controllers: [
        ApiKeysController,
        AuditEventsController,
        AuthController,
        AuthorityController,
        InvitationsController,
        JwksController,
        MembersController,
        OwnPasswordController,
        OwnUserController,
        PasswordResetController,
        PlatformAuditEventsController,
        ServiceAccountsController,
        SigningKeysController,
        TeamsController,
        TokensController,
        UsersController,
      ],
      providers: [
        { provide: IDENTITY_CONFIG, useValue: config },
        AuditSealing,
        KeyRotation,
        SessionPurge,
        ValidateTokenService,
      ],
    };
  }
}

/** Storage and messages, as identity is configured for them. */
export function foundations(config: IdentityConfig): DynamicModule[] {
  return [
    DatabaseModule.forApp({
      app: 'identity',
      entities,
      url: config.DATABASE_URL,
      workUrl: config.DATABASE_WORK_URL,
    }),
    MessagingModule.forApp({
      app: 'identity',
      redisUrl: config.REDIS_URL,
      privateKey: config.SERVICE_PRIVATE_KEY,
      publicKeys: config.SERVICE_PUBLIC_KEYS,
      answersAsks: config.SENTRYBOX_ROLE !== 'worker',
    }),
  ];
}
