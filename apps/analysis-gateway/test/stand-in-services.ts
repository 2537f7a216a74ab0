import { createHash, randomBytes } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { messagingVariables, redisVariables, serviceVariables } from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import {
  checkSession,
  lookupIndicators,
  matchWarninglists,
  permissionsOfTeamRole,
  signingKeys,
  verifyKey,
} from '@sentrybox/contracts';
import type { AppName, Permission, Principal, Sighting, TeamRole, WarninglistMatch } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { Ask, MessagingModule, messagingTransports } from '@sentrybox/messaging';
import { startApp } from '@sentrybox/testing';
import type { RunningApp, TestInstallation } from '@sentrybox/testing';

interface Keys {
  readonly teamId: string;
  readonly keys: readonly { readonly type: string; readonly value: string }[];
}

/** What the services around the gateway know. Specs fill it; the stand-ins answer from it. */
export class Surroundings {
  readonly sightings = new Map<string, Sighting[]>();
  readonly listed = new Map<string, WarninglistMatch[]>();
  private readonly principals = new Map<string, Principal>();

  /** A service account of the team. @returns its key */
  key(teamId: string, teamRole: TeamRole = 'member', permissions?: readonly Permission[]): string {
    const key = `sb_${randomBytes(16).toString('hex')}`;
    this.principals.set(createHash('sha256').update(key).digest('hex'), {
      kind: 'api_key',
      keyId: uuidv7(),
      serviceAccountId: uuidv7(),
      serviceAccountName: 'soar',
      teamId,
      teamRole,
      permissions: [...(permissions ?? permissionsOfTeamRole[teamRole])],
    });
    return key;
  }

  revoke(key: string): void {
    this.principals.delete(createHash('sha256').update(key).digest('hex'));
  }

  principalOf(digest: string): Principal | undefined {
    return this.principals.get(digest);
  }
}

@Controller()
class StandInIdentity {
  constructor(private readonly surroundings: Surroundings) {}

  @Ask(verifyKey)
  verify({ digest }: { digest: string }) {
    const principal = this.surroundings.principalOf(digest);
    return principal === undefined ? { status: 'unknown' } : { status: 'valid', principal, allowedCidrs: [] };
  }

  @Ask(checkSession)
  check() {
    return { status: 'ended' };
  }

  @Ask(signingKeys)
  list() {
    return { keys: [] };
  }
}

@Controller()
class StandInData {
  constructor(private readonly surroundings: Surroundings) {}

  @Ask(lookupIndicators)
  lookUp({ keys }: Keys) {
    const { sightings } = this.surroundings;
    return {
      sourceCount: 1,
      found: keys.map(({ value }) => ({ indicatorId: null, sightings: sightings.get(value) ?? [] })),
    };
  }

  @Ask(matchWarninglists)
  match({ keys }: Keys) {
    const { listed } = this.surroundings;
    return { listCount: 3, entryCount: 100, matches: keys.map(({ value }) => listed.get(value) ?? []) };
  }
}

const variables = { ...serviceVariables(0), ...redisVariables, ...messagingVariables };
type Config = Parsed<typeof variables>;

@Module({})
class StandInModule {
  static of(app: AppName, surroundings: Surroundings, config: Config): DynamicModule {
    return {
      module: StandInModule,
      imports: [
        MessagingModule.forApp({
          app,
          redisUrl: config.REDIS_URL,
          privateKey: config.SERVICE_PRIVATE_KEY,
          publicKeys: config.SERVICE_PUBLIC_KEYS,
        }),
      ],
      controllers: [app === 'identity' ? StandInIdentity : StandInData],
      providers: [{ provide: Surroundings, useValue: surroundings }],
    };
  }
}

/** A service in whose place the surroundings answer, over real messaging. */
export async function startStandIn(
  app: 'identity' | 'data',
  surroundings: Surroundings,
  installation: TestInstallation,
): Promise<RunningApp> {
  return await startApp(
    {
      app,
      variables,
      module: (config: Config) => StandInModule.of(app, surroundings, config),
      transports: messagingTransports,
    },
    installation.environmentOf(app),
  );
}
