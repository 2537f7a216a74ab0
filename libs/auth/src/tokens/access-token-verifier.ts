import type { KeyObject } from 'node:crypto';
import { TextDecoder } from 'node:util';
import { JsonWebTokenError, JwtService } from '@nestjs/jwt';
import type { AppName } from '@sentrybox/contracts';
import type { AccessTokenClaims } from './access-token.schema';
import {
  accessTokenClaimsSchema,
  accessTokenHeaderSchema,
  accessTokenLifetimeSeconds,
  clockToleranceSeconds,
  issuer,
} from './access-token.schema';
import type { CanonicalJws } from './canonical-jws';
import { parseCanonicalJws } from './canonical-jws';
import { parseUniqueJsonObject } from './unique-json';

/** Where the verifier finds the key of a `kid`; undefined when identity does not publish it now. */
export interface VerificationKeys {
  keyOf(kid: string): Promise<KeyObject | undefined>;
  /** The same where it can be told without asking anybody. */
  rememberedKeyOf(kid: string): KeyObject | undefined;
}

interface Remembered {
  readonly kid: string;
  readonly key: KeyObject;
  readonly claims: AccessTokenClaims;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const jwt = new JwtService();

/** Length of an ES256 signature: r and s, 32 bytes each (RFC 7518 section 3.4). */
const signatureBytes = 64;

/** Verified tokens that are remembered; about 1 KB each. */
const maxRemembered = 5_000;

/**
 * Decides whether a text is an access token for this service: signed by a current identity key, of the right type, for
 * this audience, in its time. Says nothing about its session: that is IdentityAuthority's part.
 *
 * The answer of a signature check is remembered by the token's text, which is safe because only canonical spellings get
 * that far; times and the key are checked again on every use.
 */
export class AccessTokenVerifier {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly app: AppName,
    private readonly keys: VerificationKeys,
    private readonly clock: { now(): Date },
  ) {}

  /**
   * The claims of a token that was verified before and would be again, told without asking anybody; undefined: ask
   * `verify`.
   */
  remember(token: string): AccessTokenClaims | undefined {
    const known = this.remembered.get(token);
    if (known === undefined || this.keys.rememberedKeyOf(known.kid) !== known.key) return undefined;
    return this.isInItsTime(known.claims) ? known.claims : undefined;
  }

  /** @returns the claims, or undefined for whatever is not to be accepted, without a reason. */
  async verify(token: string): Promise<AccessTokenClaims | undefined> {
    const known = this.remembered.get(token);
    if (known !== undefined && (await this.keys.keyOf(known.kid)) === known.key) {
      return this.isInItsTime(known.claims) ? known.claims : undefined;
    }
    const fresh = await this.verifyUnknown(token);
    if (fresh !== undefined) this.keep(token, fresh);
    return fresh?.claims;
  }

  private async verifyUnknown(token: string): Promise<Remembered | undefined> {
    const jws = parseCanonicalJws(token);
    const kid = jws === undefined ? undefined : kidOf(jws);
    if (jws === undefined || kid === undefined || !hasSignatureForm(jws)) return undefined;
    const key = await this.keys.keyOf(kid);
    if (key === undefined || !this.isSigned(token, key)) return undefined;
    const claims = claimsOf(jws);
    return claims?.aud.includes(this.app) === true && this.isInItsTime(claims) ? { kid, key, claims } : undefined;
  }

  private isSigned(token: string, key: KeyObject): boolean {
    try {
      jwt.verify(token, {
        publicKey: key as unknown as string, // jsonwebtoken takes a KeyObject here; only the type of @nestjs/jwt is narrower
        algorithms: ['ES256'],
        issuer,
        audience: this.app,
        clockTimestamp: Math.floor(this.clock.now().getTime() / 1_000),
        clockTolerance: clockToleranceSeconds,
      });
      return true;
    } catch (error) {
      if (error instanceof JsonWebTokenError) return false;
      throw error;
    }
  }

  private isInItsTime(claims: AccessTokenClaims): boolean {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return (
      now < claims.exp + clockToleranceSeconds &&
      now >= claims.nbf - clockToleranceSeconds &&
      now >= claims.iat - clockToleranceSeconds &&
      claims.exp > claims.iat &&
      claims.exp - claims.iat <= accessTokenLifetimeSeconds
    );
  }

  private keep(token: string, entry: Remembered): void {
    const oldest = this.remembered.keys().next();
    if (this.remembered.size >= maxRemembered && oldest.done !== true) this.remembered.delete(oldest.value);
    this.remembered.set(token, entry);
  }
}

/** 64 bytes, so never DER; r and s not zero, which some implementations once accepted for any message (CVE-2022-21449). */
function hasSignatureForm({ signature }: CanonicalJws): boolean {
  if (signature.length !== signatureBytes) return false;
  const half = signatureBytes / 2;
  return signature.subarray(0, half).some((byte) => byte !== 0) && signature.subarray(half).some((byte) => byte !== 0);
}

function kidOf({ header }: CanonicalJws): string | undefined {
  const parsed = accessTokenHeaderSchema.safeParse(jsonIn(header));
  return parsed.success ? parsed.data.kid : undefined;
}

function claimsOf({ payload }: CanonicalJws): AccessTokenClaims | undefined {
  const parsed = accessTokenClaimsSchema.safeParse(jsonIn(payload));
  return parsed.success ? parsed.data : undefined;
}

function jsonIn(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    return parseUniqueJsonObject(utf8.decode(bytes));
  } catch {
    return undefined; // not UTF-8
  }
}
