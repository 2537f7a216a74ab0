import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { AccessTokenClaims } from '@sentrybox/auth';
import { accessTokenLifetimeSeconds, accessTokenType, issuer } from '@sentrybox/auth';
import { appNames } from '@sentrybox/contracts';
import { SigningKeysService } from './signing-keys.service';

export interface TokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly tokenVersion: number;
  readonly teamId: string;
  readonly jti: string;
}

const jwt = new JwtService();

/** Makes access tokens: ES256 over the claims that AccessTokenVerifier asks for. */
@Injectable()
export class AccessTokenSigner {
  constructor(private readonly keys: SigningKeysService) {}

  async sign(subject: TokenSubject, at: Date): Promise<string> {
    const { kid, privateKey } = await this.keys.current();
    const iat = Math.floor(at.getTime() / 1_000);
    const claims: AccessTokenClaims = {
      iss: issuer,
      aud: appNames,
      sub: subject.userId,
      sid: subject.sessionId,
      jti: subject.jti,
      tv: subject.tokenVersion,
      team: subject.teamId,
      iat,
      nbf: iat,
      exp: iat + accessTokenLifetimeSeconds,
    };
    return await jwt.signAsync(claims, {
      privateKey: privateKey as unknown as string, // jsonwebtoken takes a KeyObject; only the type of @nestjs/jwt is narrower
      algorithm: 'ES256',
      header: { typ: accessTokenType, alg: 'ES256', kid },
    });
  }
}
