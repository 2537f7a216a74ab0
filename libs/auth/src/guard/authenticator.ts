import { Injectable } from '@nestjs/common';
import type { KeyHolder, Principal } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import { noteRefusal } from '@sentrybox/observability';
import type { Refusal } from '@sentrybox/observability';
import { addressNotAllowed, ambiguousCredentials, invalidApiKey, invalidToken, revokedApiKey } from '../auth.errors';
import { IdentityAuthority } from '../authority/identity-authority';
import type { SessionCheck } from '../authority/identity-authority';
import type { Credential } from '../credentials/extract-credentials';
import { credentialsOf } from '../credentials/extract-credentials';
import { RecentDigests } from '../credentials/recent-digests';
import type { AccessTokenClaims } from '../tokens/access-token.schema';
import { AccessTokenVerifier } from '../tokens/access-token-verifier';
import type { PresentedToken } from './presented-token';
import { isAddressAllowed } from './allowed-network';

export interface Authenticated {
  readonly principal: Principal;
  /** Set when the credential was an access token. */
  readonly token?: PresentedToken;
}

export interface Caller {
  /** Names and values in turn, as Node hands them over. */
  readonly rawHeaders: readonly string[];
  readonly ip: string;
  /** Called before identity is asked about a key that was not good lately here; may refuse the call by throwing. */
  readonly beforeUnknownKey?: () => Promise<void>;
}

/** Of as many keys it is known that they were good. */
const maxRecentDigests = 10_000;

/** More than two say nothing that two do not. */
const maxCredentials = 2;

/** Turns the credentials of a request into the principal that they stand for. */
@Injectable()
export class Authenticator {
  private readonly goodLately = new RecentDigests(maxRecentDigests);

  constructor(
    private readonly authority: IdentityAuthority,
    private readonly verifier: AccessTokenVerifier,
  ) {}

  /**
   * @returns undefined when nothing was presented.
   * @throws unauthenticated for a bad credential, also beside a good one; invalid_request when two good ones stand for
   *   different subjects; forbidden for a key used from the wrong network; unavailable when identity does not answer.
   */
  async authenticate(caller: Caller): Promise<Authenticated | undefined> {
    const credentials = credentialsOf(caller.rawHeaders);
    if (credentials.length > maxCredentials) throw ambiguousCredentials();
    const found: Authenticated[] = [];
    for (const credential of credentials) found.push(await this.resolve(credential, caller));
    const [first, second] = found;
    if (first !== undefined && second !== undefined && !isSame(first.principal, second.principal)) {
      throw ambiguousCredentials();
    }
    return first;
  }

  /**
   * What `authenticate` would find, where one good credential is presented and everything about it is remembered here,
   * so told without asking anybody or waiting; undefined: ask `authenticate`.
   */
  recognize(rawHeaders: readonly string[], ip: string): Authenticated | undefined {
    const [credential, ...others] = credentialsOf(rawHeaders);
    if (credential === undefined || others.length > 0) return undefined;
    switch (credential.kind) {
      case 'api_key':
        return this.recognizeKey(credential.digest, ip);
      case 'token':
        return this.recognizeToken(credential.token);
      case 'malformed':
        return undefined;
    }
  }

  private recognizeKey(digest: string, ip: string): Authenticated | undefined {
    const verdict = this.authority.rememberedKey?.(digest);
    if (verdict?.status !== 'valid' || !isAddressAllowed(ip, verdict.allowedCidrs)) return undefined;
    return { principal: verdict.principal };
  }

  private recognizeToken(token: string): Authenticated | undefined {
    const claims = this.verifier.remember(token);
    if (claims === undefined) return undefined;
    const verdict = this.authority.rememberedSession?.(sessionCheckOf(claims));
    return verdict?.status === 'active' ? { principal: verdict.principal, token: { token, claims } } : undefined;
  }

  private async resolve(credential: Credential, caller: Caller): Promise<Authenticated> {
    switch (credential.kind) {
      case 'api_key':
        return { principal: await this.keyHolder(credential.digest, caller) };
      case 'token':
        return await this.tokenHolder(credential.token);
      case 'malformed':
        throw refused({ reason: 'bad_token' }, invalidToken());
    }
  }

  private async keyHolder(digest: string, { ip, beforeUnknownKey }: Caller): Promise<Principal> {
    if (!this.goodLately.has(digest)) await beforeUnknownKey?.();
    const verdict = await this.authority.verifyKey(digest);
    if (verdict.status === 'valid') this.goodLately.add(digest);
    else this.goodLately.delete(digest);
    switch (verdict.status) {
      case 'valid':
        if (isAddressAllowed(ip, verdict.allowedCidrs)) return verdict.principal;
        throw refused({ reason: 'address_not_allowed', holder: holderOf(verdict.principal) }, addressNotAllowed());
      case 'revoked':
        throw refused({ reason: 'revoked_key', holder: verdict.holder }, revokedApiKey());
      case 'unknown':
        throw refused({ reason: 'unknown_key' }, invalidApiKey());
    }
  }

  private async tokenHolder(token: string): Promise<Authenticated> {
    const claims = await this.verifier.verify(token);
    if (claims === undefined) throw refused({ reason: 'bad_token' }, invalidToken());
    const verdict = await this.authority.checkSession(sessionCheckOf(claims));
    if (verdict.status !== 'active') throw refused({ reason: 'bad_token' }, invalidToken());
    return { principal: verdict.principal, token: { token, claims } };
  }
}

function sessionCheckOf({ sid, sub, team, tv }: AccessTokenClaims): SessionCheck {
  return { sessionId: sid, userId: sub, teamId: team, tokenVersion: tv };
}

function refused(refusal: Refusal, error: DomainError): DomainError {
  noteRefusal(refusal);
  return error;
}

function holderOf(principal: Principal): KeyHolder | undefined {
  if (principal.kind !== 'api_key') return undefined;
  const { keyId, serviceAccountId, teamId } = principal;
  return { keyId, serviceAccountId, teamId };
}

/** The same key, or the same session: nothing else is certain to have the same rights. */
function isSame(one: Principal, other: Principal): boolean {
  if (one.kind === 'user') return other.kind === 'user' && one.sessionId === other.sessionId;
  return other.kind === 'api_key' && one.keyId === other.keyId;
}
