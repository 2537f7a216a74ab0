import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import {
  checkSession,
  permissionsOfPlatformRole,
  permissionsOfTeamRole,
  signingKeys,
  verifyKey,
} from '@sentrybox/contracts';
import type { Permission, PlatformRole, Principal, TeamRole } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { Ask, MessagingModule } from '@sentrybox/messaging';
import type { MessagingOptions } from '@sentrybox/messaging';

const kid = 'test-key';

/** Whom the identity service knows, without the service: it answers the three asks of authentication. */
export class KnownCallers {
  readonly keys = new Map<string, Principal>();
  readonly sessions = new Map<string, Principal>();
  private readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, string>>;

  constructor() {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    this.privateKey = pair.privateKey;
    this.jwk = { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' };
  }

  /** A service account of the team. @returns its key */
  key(teamId: string, teamRole: TeamRole = 'admin', permissions?: readonly Permission[]): string {
    const key = `sb_${randomBytes(16).toString('hex')}`;
    this.keys.set(createHash('sha256').update(key).digest('hex'), {
      kind: 'api_key',
      keyId: uuidv7(),
      serviceAccountId: uuidv7(),
      serviceAccountName: 'test',
      teamId,
      teamRole,
      permissions: [...(permissions ?? permissionsOfTeamRole[teamRole])],
    });
    return key;
  }

  /** A user in the team. @returns an access token */
  token(teamId: string, platformRole: PlatformRole, teamRole: TeamRole = 'admin'): string {
    const [userId, sessionId] = [uuidv7(), uuidv7()];
    this.sessions.set(sessionId, {
      kind: 'user',
      userId,
      sessionId,
      platformRole,
      mustChangePassword: false,
      teamId,
      teamRole,
      permissions: [...permissionsOfTeamRole[teamRole], ...permissionsOfPlatformRole[platformRole]],
    });
    const now = Math.floor(Date.now() / 1_000);
    return this.signed({
      iss: 'sentrybox',
      aud: ['data'],
      sub: userId,
      sid: sessionId,
      jti: randomUUID(),
      tv: 0,
      team: teamId,
      iat: now,
      nbf: now,
      exp: now + 3_600,
    });
  }

  /** Whose access token it is. @returns the user's id */
  userIdOf(token: string): string {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
    return claims.sub; // made above
  }

  private signed(claims: object): string {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const head = `${encode({ typ: 'at+jwt', alg: 'ES256', kid })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(head), { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${head}.${signature.toString('base64url')}`;
  }
}

@Controller()
class StandInController {
  constructor(private readonly callers: KnownCallers) {}

  @Ask(verifyKey)
  verify({ digest }: { digest: string }) {
    const principal = this.callers.keys.get(digest);
    return principal === undefined ? { status: 'unknown' } : { status: 'valid', principal, allowedCidrs: [] };
  }

  @Ask(checkSession)
  check({ sessionId }: { sessionId: string }) {
    const principal = this.callers.sessions.get(sessionId);
    return principal === undefined ? { status: 'ended' } : { status: 'active', principal };
  }

  @Ask(signingKeys)
  list() {
    return { keys: [this.callers.jwk] };
  }
}

@Module({})
export class StandInIdentity {
  static knowing(callers: KnownCallers, options: Omit<MessagingOptions, 'app'>): DynamicModule {
    return {
      module: StandInIdentity,
      imports: [MessagingModule.forApp({ ...options, app: 'identity' })],
      controllers: [StandInController],
      providers: [{ provide: KnownCallers, useValue: callers }],
    };
  }
}
