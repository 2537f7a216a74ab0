import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { SecretBox } from '@sentrybox/database';
import { OwnAuthority } from './authority/own.authority';
import { CredentialChanges } from './changes';
import { IDENTITY_CONFIG } from './config';
import type { IdentityConfig } from './config';
import { LastUseRecorder } from './last-use';
import { OwnPasswordService } from './own-password/own-password.service';
import { PasswordHasher } from './passwords';
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
  RefreshService,
  SessionsRepository,
  SessionsService,
  SwitchTeamService,
} from './sessions';
import { AccessTokenSigner, SigningKeysRepository, SigningKeysService } from './signing-keys';
import { ProfileService, TeamsRepository, UsersRepository } from './users';

const services: Type[] = [
  AccessTokenSigner,
  ApiKeysRepository,
  ApiKeysService,
  CredentialChanges,
  EndSessionService,
  LastUseRecorder,
  LoginService,
  OwnAuthority,
  OwnPasswordService,
  PasswordHasher,
  ProfileService,
  RefreshService,
  ServiceAccountsRepository,
  ServiceAccountsService,
  SessionsRepository,
  SessionsService,
  SigningKeysRepository,
  SigningKeysService,
  SwitchTeamService,
  TeamsRepository,
  UsersRepository,
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
    return { module: CoreModule, providers: [...configured, ...services], exports: services };
  }
}
