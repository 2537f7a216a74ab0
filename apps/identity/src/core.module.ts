import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { SecretBox } from '@sentrybox/database';
import { AuditAnswers, AuditEventsRepository, AuditEventsService, VerifyLogService } from './audit-events';
import { OwnAuthority } from './authority/own.authority';
import { CredentialChanges } from './changes';
import { IDENTITY_CONFIG } from './config';
import type { IdentityConfig } from './config';
import { AcceptInvitationService, InvitationsRepository, InvitationsService } from './invitations';
import { LastUseRecorder } from './last-use';
import { LoginThrottle, LoginThrottleRepository } from './login-throttle';
import { OwnPasswordService } from './own-password/own-password.service';
import { PasswordResetService, PasswordResetsRepository } from './password-reset';
import { PasswordHasher, PasswordRules } from './passwords';
import {
  ApiKeysRepository,
  ApiKeysService,
  KeyPeppers,
  ServiceAccountsRepository,
  ServiceAccountsService,
} from './service-accounts';
import {
  EndSessionService,
  LoginService,
  OwnSessionsService,
  RefreshService,
  SessionsListRepository,
  SessionsRepository,
  SessionsService,
  SwitchTeamService,
} from './sessions';
import { AccessTokenSigner, RotateKeysService, SigningKeysRepository, SigningKeysService } from './signing-keys';
import { DeleteTeamService } from './teams/delete-team.service';
import { MembersService } from './teams/members.service';
import { TeamsService } from './teams/teams.service';
import { MembershipsRepository, RightsRepository, TeamsRepository, UsersRepository } from './users';
import { CreateUserService } from './users/create-user.service';
import { DeleteUserService } from './users/delete-user.service';
import { ProfileService } from './users/profile.service';
import { UpdateUserService } from './users/update-user.service';
import { UsersListRepository } from './users/users-list.repository';
import { UsersService } from './users/users.service';

const services: Type[] = [
  AcceptInvitationService,
  AccessTokenSigner,
  ApiKeysRepository,
  ApiKeysService,
  AuditAnswers,
  AuditEventsRepository,
  AuditEventsService,
  CreateUserService,
  CredentialChanges,
  DeleteTeamService,
  DeleteUserService,
  EndSessionService,
  InvitationsRepository,
  InvitationsService,
  LastUseRecorder,
  LoginService,
  LoginThrottle,
  LoginThrottleRepository,
  MembersService,
  MembershipsRepository,
  OwnAuthority,
  OwnPasswordService,
  OwnSessionsService,
  PasswordHasher,
  PasswordResetService,
  PasswordResetsRepository,
  PasswordRules,
  ProfileService,
  RefreshService,
  RightsRepository,
  RotateKeysService,
  ServiceAccountsRepository,
  ServiceAccountsService,
  SessionsListRepository,
  SessionsRepository,
  SessionsService,
  SigningKeysRepository,
  SigningKeysService,
  SwitchTeamService,
  TeamsRepository,
  TeamsService,
  UpdateUserService,
  UsersListRepository,
  UsersRepository,
  UsersService,
  VerifyLogService,
];

/** What identity can do, without its doors: the HTTP service and the admin command line share it. */
@Module({})
export class CoreModule {
  static forConfig(config: IdentityConfig): DynamicModule {
    const configured: Provider[] = [
      { provide: IDENTITY_CONFIG, useValue: config },
      { provide: KeyPeppers, useFactory: () => KeyPeppers.fromConfig(config.API_KEY_PEPPERS) },
      { provide: SecretBox, useFactory: () => SecretBox.fromKeys(config.KEY_ENCRYPTION_KEYS) },
    ];
    return { module: CoreModule, providers: [...configured, ...services], exports: [SecretBox, ...services] };
  }
}
