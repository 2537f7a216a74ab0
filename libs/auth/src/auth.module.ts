import type { DynamicModule, InjectionToken, ModuleMetadata } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { AppName } from '@sentrybox/contracts';
import { Messages } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { AskIdentityAuthority } from './authority/ask-identity.authority';
import { CredentialChangesListener } from './authority/credential-changes.listener';
import { IdentityAuthority } from './authority/identity-authority';
import { SigningKeySet } from './authority/signing-key-set';
import { AuthGuard } from './guard/auth.guard';
import { AuthMetrics } from './guard/auth.metrics';
import { Authenticator } from './guard/authenticator';
import { AccessTokenVerifier } from './tokens/access-token-verifier';

export interface AuthOptions {
  /** The audience that access tokens must name. */
  readonly app: AppName;
  /** Who knows about credentials; default: the identity service is asked. */
  readonly authority?: {
    readonly imports?: ModuleMetadata['imports'];
    readonly useExisting: InjectionToken<IdentityAuthority>;
  };
}

/**
 * Puts the authentication of every route before it. Global: IdentityAuthority, SigningKeySet, AccessTokenVerifier,
 * Authenticator. Needs ObservabilityModule and MessagingModule.
 */
@Module({})
export class AuthModule {
  static forApp({ app, authority }: AuthOptions): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      imports: authority?.imports ?? [],
      controllers: [CredentialChangesListener],
      providers: [
        authority === undefined
          ? {
              provide: IdentityAuthority,
              inject: [Messages, CLOCK],
              useFactory: (messages: Messages, clock: Clock) => new AskIdentityAuthority(messages, clock),
            }
          : { provide: IdentityAuthority, useExisting: authority.useExisting },
        {
          provide: SigningKeySet,
          inject: [IdentityAuthority, CLOCK],
          useFactory: (source: IdentityAuthority, clock: Clock) => new SigningKeySet(source, clock),
        },
        {
          provide: AccessTokenVerifier,
          inject: [SigningKeySet, CLOCK],
          useFactory: (keys: SigningKeySet, clock: Clock) => new AccessTokenVerifier(app, keys, clock),
        },
        Authenticator,
        AuthMetrics,
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
      exports: [IdentityAuthority, SigningKeySet, AccessTokenVerifier, Authenticator],
    };
  }
}
